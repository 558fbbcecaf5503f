import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { dotOf, headChunks, ROWS, rowOfThread, rowsOfThread, unrolled, WORKGROUP } from "../attentionCode.ts";

const params = { rows: "u32", width: "u32", heads: "u32" } as const;
const buffersOf = (type: "vec2f" | "vec4f") =>
  ({
    qkv: `read ${type}`,
    ends: "read i32",
    lse: "read f32",
    dOut: `read ${type}`,
    delta: "read f32",
    dQkv: `write ${type}`,
  }) as const;

/** Gradients of keys and values. For a device in software: a thread has ROWS keys of a head. */
export const keysSoftwareFamily = shaderFamily((headWidth: number) => {
  const chunks = headChunks(headWidth);
  const { type, count: C } = chunks;
  return defineShader({
    name: `attentionBackward: keys ${headWidth}, software`,
    params,
    buffers: buffersOf(type),
    code: /* wgsl */ `${rowsOfThread(chunks)}
      var k: array<T, ROWS * C>;
      var v: array<T, ROWS * C>;
      var dk: array<T, ROWS * C>;
      var dv: array<T, ROWS * C>;
      var end: array<u32, ROWS>;
      for (var r = 0u; r < ROWS; r++) {
        let j = min(first + r, last);
        end[r] = u32(ends[j]);
        for (var c = 0u; c < C; c++) {
          k[r * C + c] = qkv[(3u * j + 1u) * w + h * C + c] * SCALE;
          v[r * C + c] = qkv[(3u * j + 2u) * w + h * C + c];
        }
      }
      for (var t = first; t < end[ROWS - 1u]; t++) {
        let query = 3u * t * w + h * C;
        let log = lse[t * p.heads + h];
        let along = delta[t * p.heads + h];
        ${unrolled(C, (c) => `let q${c} = qkv[query + ${c}u]; let d${c} = dOut[t * w + h * C + ${c}u];`)}
        ${unrolled(ROWS, (r) => {
          const score = dotOf(
            chunks,
            (c) => `k[${r * C + c}]`,
            (c) => `q${c}`,
          );
          const dP = dotOf(
            chunks,
            (c) => `v[${r * C + c}]`,
            (c) => `d${c}`,
          );
          return `
          let seen${r} = t >= first + ${r}u && t < end[${r}];
          let weight${r} = select(0.0, exp(${score} - log), seen${r});
          let ds${r} = weight${r} * (${dP} - along);
          ${unrolled(C, (c) => `dk[${r * C + c}] += ds${r} * q${c}; dv[${r * C + c}] += weight${r} * d${c};`)}`;
        })}
      }
      for (var r = 0u; r < ROWS && first + r <= last; r++) {
        for (var c = 0u; c < C; c++) {
          dQkv[(3u * (first + r) + 1u) * w + h * C + c] = dk[r * C + c] * SCALE;
          dQkv[(3u * (first + r) + 2u) * w + h * C + c] = dv[r * C + c];
        }
      }
    }`,
  });
});

/** The same with one key a thread; queries and their gradients come through workgroup memory, a tile at a time. */
export const keysFamily = shaderFamily((headWidth: number) => {
  const chunks = headChunks(headWidth);
  const { type, count: C } = chunks;
  const each = (line: (c: number) => string): string => unrolled(C, line);
  const score = dotOf(
    chunks,
    (c) => `k${c}`,
    (c) => `queries[at + ${c}u]`,
  );
  const dP = dotOf(
    chunks,
    (c) => `v${c}`,
    (c) => `slopes[at + ${c}u]`,
  );
  const tile = `
    var<workgroup> queries: array<T, TILE * C>;
    var<workgroup> slopes: array<T, TILE * C>;
    var<workgroup> logs: array<f32, TILE>;
    var<workgroup> alongs: array<f32, TILE>;`;
  return defineShader({
    name: `attentionBackward: keys ${headWidth}`,
    params,
    buffers: buffersOf(type),
    code: /* wgsl */ `${rowOfThread(chunks, tile)}
      let end = u32(ends[row]);
      let key = (3u * row + 1u) * w + h * C;
      ${each((c) => `let k${c} = qkv[key + ${c}u] * SCALE; let v${c} = qkv[key + w + ${c}u]; var dk${c} = T(); var dv${c} = T();`)}
      let final_ = u32(ends[last]);
      for (var start = first; start < final_; start += TILE) {
        workgroupBarrier();
        for (var e = i; e < TILE * C; e += ${WORKGROUP}u) {
          let t = min(start + e / C, final_ - 1u);
          queries[e] = qkv[3u * t * w + h * C + e % C];
          slopes[e] = dOut[t * w + h * C + e % C];
        }
        for (var e = i; e < TILE; e += ${WORKGROUP}u) {
          let t = min(start + e, final_ - 1u);
          logs[e] = lse[t * p.heads + h];
          alongs[e] = delta[t * p.heads + h];
        }
        workgroupBarrier();
        let stop = min(start + TILE, end);
        for (var t = max(start, row); t < stop; t++) {
          let at = (t - start) * C;
          let weight = exp(${score} - logs[t - start]);
          let ds = weight * (${dP} - alongs[t - start]);
          ${each((c) => `dk${c} += ds * queries[at + ${c}u]; dv${c} += weight * slopes[at + ${c}u];`)}
        }
      }
      if (!stores) { return; }
      ${each((c) => `dQkv[key + ${c}u] = dk${c} * SCALE; dQkv[key + w + ${c}u] = dv${c};`)}
    }`,
  });
});
