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

/** Keys that the software variant takes at a time: one correction of the running sums for all of them. */
const KEYS = 2;

const params = { rows: "u32", width: "u32", heads: "u32" } as const;

/** For a device in software: a thread has ROWS queries of a head. */
const softwareFamily = shaderFamily((headWidth: number) => {
  const chunks = headChunks(headWidth);
  const { type, count: C } = chunks;
  const rows = (line: (r: number) => string): string => unrolled(ROWS, line);
  const keys = (line: (x: number) => string, joint?: string): string => unrolled(KEYS, line, joint);
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
      for (var j = begin[0]; j <= last; j += ${KEYS}u) {
        ${keys(
          (x) => `
          let key${x} = (3u * min(j + ${x}u, last) + 1u) * w + h * C;
          ${unrolled(C, (c) => `let k${x}_${c} = qkv[key${x} + ${c}u];`)}
          ${rows(
            (r) => `
            let seen${r}_${x} = j + ${x}u >= begin[${r}] && j + ${x}u <= first + ${r}u;
            let product${r}_${x} = ${dotOf(
              chunks,
              (c) => `q[${r * C + c}]`,
              (c) => `k${x}_${c}`,
            )};
            let score${r}_${x} = select(-1e30, product${r}_${x}, seen${r}_${x});`,
          )}`,
        )}
        ${rows(
          (r) => `
          let higher${r} = ${Array.from({ length: KEYS }, (_, x) => `score${r}_${x}`).reduce((a, b) => `max(${a}, ${b})`, `top[${r}]`)};
          let shrink${r} = exp(top[${r}] - higher${r});
          top[${r}] = higher${r};
          ${keys((x) => `let e${r}_${x} = select(0.0, exp(score${r}_${x} - higher${r}), seen${r}_${x});`)}
          sum[${r}] = sum[${r}] * shrink${r} + ${keys((x) => `e${r}_${x}`, " + ")};`,
        )}
        ${keys((x) => unrolled(C, (c) => `let v${x}_${c} = qkv[key${x} + w + ${c}u];`))}
        ${rows((r) =>
          unrolled(C, (c) => {
            const m = `mixed[${r * C + c}]`;
            return `${m} = ${m} * shrink${r} + ${keys((x) => `e${r}_${x} * v${x}_${c}`, " + ")};`;
          }),
        )}
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
