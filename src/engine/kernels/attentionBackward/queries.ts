import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { dotOf, headChunks, ROWS, rowOfThread, rowsOfThread, unrolled, WORKGROUP } from "../attentionCode.ts";

const params = { rows: "u32", width: "u32", heads: "u32" } as const;
const buffersOf = (type: "vec2f" | "vec4f") =>
  ({
    qkv: `read ${type}`,
    begins: "read i32",
    out: `read ${type}`,
    lse: "read f32",
    dOut: `read ${type}`,
    delta: "write f32",
    dQkv: `write ${type}`,
  }) as const;

/** Gradients of queries, and delta = dOut · out for the pass over keys. For a device in software: a thread has ROWS queries of a head. */
export const queriesSoftwareFamily = shaderFamily((headWidth: number) => {
  const chunks = headChunks(headWidth);
  const { type, count: C } = chunks;
  return defineShader({
    name: `attentionBackward: queries ${headWidth}, software`,
    params,
    buffers: buffersOf(type),
    code: /* wgsl */ `${rowsOfThread(chunks)}
      var q: array<T, ROWS * C>;
      var d: array<T, ROWS * C>;
      var dq: array<T, ROWS * C>;
      var log: array<f32, ROWS>;
      var along: array<f32, ROWS>;
      var begin: array<u32, ROWS>;
      for (var r = 0u; r < ROWS; r++) {
        let t = min(first + r, last);
        begin[r] = u32(begins[t]);
        log[r] = lse[t * p.heads + h];
        for (var c = 0u; c < C; c++) {
          q[r * C + c] = qkv[3u * t * w + h * C + c] * SCALE;
          d[r * C + c] = dOut[t * w + h * C + c];
          along[r] += dot(d[r * C + c], out[t * w + h * C + c]);
        }
        if (first + r <= last) { delta[t * p.heads + h] = along[r]; }
      }
      for (var j = begin[0]; j <= last; j++) {
        let key = (3u * j + 1u) * w + h * C;
        ${unrolled(C, (c) => `let k${c} = qkv[key + ${c}u]; let v${c} = qkv[key + w + ${c}u];`)}
        ${unrolled(ROWS, (r) => {
          const score = dotOf(
            chunks,
            (c) => `q[${r * C + c}]`,
            (c) => `k${c}`,
          );
          const dP = dotOf(
            chunks,
            (c) => `d[${r * C + c}]`,
            (c) => `v${c}`,
          );
          return `
          let seen${r} = j >= begin[${r}] && j <= first + ${r}u;
          let ds${r} = select(0.0, exp(${score} - log[${r}]) * (${dP} - along[${r}]), seen${r});
          ${unrolled(C, (c) => `dq[${r * C + c}] += ds${r} * k${c};`)}`;
        })}
      }
      for (var r = 0u; r < ROWS && first + r <= last; r++) {
        for (var c = 0u; c < C; c++) { dQkv[3u * (first + r) * w + h * C + c] = dq[r * C + c] * SCALE; }
      }
    }`,
  });
});

/** The same with one query a thread; keys and values come through workgroup memory, a tile at a time. */
export const queriesFamily = shaderFamily((headWidth: number) => {
  const chunks = headChunks(headWidth);
  const { type, count: C } = chunks;
  const each = (line: (c: number) => string): string => unrolled(C, line);
  const score = dotOf(
    chunks,
    (c) => `q${c}`,
    (c) => `keys[at + ${c}u]`,
  );
  const dP = dotOf(
    chunks,
    (c) => `d${c}`,
    (c) => `values[at + ${c}u]`,
  );
  return defineShader({
    name: `attentionBackward: queries ${headWidth}`,
    params,
    buffers: buffersOf(type),
    code: /* wgsl */ `${rowOfThread(chunks, "var<workgroup> keys: array<T, TILE * C>; var<workgroup> values: array<T, TILE * C>;")}
      let begin = u32(begins[row]);
      let log = lse[row * p.heads + h];
      let o = row * w + h * C;
      ${each((c) => `let q${c} = qkv[3u * row * w + h * C + ${c}u] * SCALE; let d${c} = dOut[o + ${c}u]; var dq${c} = T();`)}
      let along = ${dotOf(
        chunks,
        (c) => `d${c}`,
        (c) => `out[o + ${c}u]`,
      )};
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
          let ds = exp(${score} - log) * (${dP} - along);
          ${each((c) => `dq${c} += ds * keys[at + ${c}u];`)}
        }
      }
      if (!stores) { return; }
      delta[row * p.heads + h] = along;
      ${each((c) => `dQkv[3u * row * w + h * C + ${c}u] = dq${c} * SCALE;`)}
    }`,
  });
});
