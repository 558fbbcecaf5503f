import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import {
  dotOf,
  groupsOfRows,
  groupsOfTiles,
  headChunks,
  ROWS,
  rowOfThread,
  rowsOfThread,
  unrolled,
  WORKGROUP,
} from "../attentionCode.ts";
import { attention } from "./spec.ts";

const params = { rows: "u32", width: "u32", heads: "u32" } as const;

/** For a device in software: a thread has ROWS queries of a head. */
const softwareFamily = shaderFamily((headWidth: number) => {
  const chunks = headChunks(headWidth);
  const { type, count: C } = chunks;
  const rows = (line: (r: number) => string): string => unrolled(ROWS, line);
  return defineShader({
    name: `attention ${headWidth}, software`,
    params,
    buffers: { qkv: `read ${type}`, begins: "read i32", out: `write ${type}`, lse: "write f32" },
    code: /* wgsl */ `${rowsOfThread(chunks)}
      var q: array<T, ROWS * C>;
      var mixed: array<T, ROWS * C>;
      var top: array<f32, ROWS>;
      var sum: array<f32, ROWS>;
      var begin: array<u32, ROWS>;
      for (var r = 0u; r < ROWS; r++) {
        let t = min(first + r, last);
        begin[r] = u32(begins[t]);
        top[r] = -1e30;
        for (var c = 0u; c < C; c++) { q[r * C + c] = qkv[3u * t * w + h * C + c] * SCALE; }
      }
      for (var j = begin[0]; j <= last; j++) {
        let key = (3u * j + 1u) * w + h * C;
        ${unrolled(C, (c) => `let k${c} = qkv[key + ${c}u]; let v${c} = qkv[key + w + ${c}u];`)}
        ${rows((r) => {
          const product = dotOf(
            chunks,
            (c) => `q[${r * C + c}]`,
            (c) => `k${c}`,
          );
          const mix = (c: number): string => `mixed[${r * C + c}] = mixed[${r * C + c}] * shrink${r} + e${r} * v${c};`;
          return `
          let seen${r} = j >= begin[${r}] && j <= first + ${r}u;
          let score${r} = select(-1e30, ${product}, seen${r});
          let higher${r} = max(top[${r}], score${r});
          let shrink${r} = exp(top[${r}] - higher${r});
          let e${r} = select(0.0, exp(score${r} - higher${r}), seen${r});
          top[${r}] = higher${r};
          sum[${r}] = sum[${r}] * shrink${r} + e${r};
          ${unrolled(C, mix)}`;
        })}
      }
      for (var r = 0u; r < ROWS && first + r <= last; r++) {
        lse[(first + r) * p.heads + h] = top[r] + log(sum[r]);
        for (var c = 0u; c < C; c++) { out[(first + r) * w + h * C + c] = mixed[r * C + c] / sum[r]; }
      }
    }`,
  });
});

/** A thread has one query; keys and values come through workgroup memory, a tile at a time. */
const family = shaderFamily((headWidth: number) => {
  const chunks = headChunks(headWidth);
  const { type, count: C } = chunks;
  const each = (line: (c: number) => string): string => unrolled(C, line);
  return defineShader({
    name: `attention ${headWidth}`,
    params,
    buffers: { qkv: `read ${type}`, begins: "read i32", out: `write ${type}`, lse: "write f32" },
    code: /* wgsl */ `${rowOfThread(chunks, "var<workgroup> keys: array<T, TILE * C>; var<workgroup> values: array<T, TILE * C>;")}
      let begin = u32(begins[row]);
      ${each((c) => `let q${c} = qkv[3u * row * w + h * C + ${c}u] * SCALE; var mixed${c} = T();`)}
      var top = -1e30;
      var sum = 0.0;
      for (var start = u32(begins[first]); start <= last; start += TILE) {
        workgroupBarrier();
        for (var e = i; e < TILE * C; e += ${WORKGROUP}u) {
          let at = (3u * min(start + e / C, last) + 1u) * w + h * C + e % C;
          keys[e] = qkv[at];
          values[e] = qkv[at + w];
        }
        workgroupBarrier();
        let end = min(start + TILE, row + 1u);
        for (var j = max(start, begin); j < end; j++) {
          let at = (j - start) * C;
          let score = ${dotOf(
            chunks,
            (c) => `q${c}`,
            (c) => `keys[at + ${c}u]`,
          )};
          if (score > top) {
            let shrink = exp(top - score);
            top = score;
            sum *= shrink;
            ${each((c) => `mixed${c} *= shrink;`)}
          }
          let e = exp(score - top);
          sum += e;
          ${each((c) => `mixed${c} += e * values[at + ${c}u];`)}
        }
      }
      if (!stores) { return; }
      lse[row * p.heads + h] = top + log(sum);
      ${each((c) => `out[row * w + h * C + ${c}u] = mixed${c} / sum;`)}
    }`,
  });
});

export const attentionGpu = defineGpuKernel(attention, (gpu, buffers, { rows, width, heads }) => {
  const [shaders, groups] = gpu.software ? [softwareFamily, groupsOfRows] : [family, groupsOfTiles];
  gpu.dispatch(shaders(width / heads), buffers, { rows, width, heads }, groups(rows, heads));
});
