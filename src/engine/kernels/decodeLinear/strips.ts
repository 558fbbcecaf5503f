import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { DECODE_LINEAR_MODE } from "./spec.ts";

/** Columns from one column of a thread to its next. */
export const STRIP_LANES = 16;
const WORKGROUP = 64;
/** Bands of rows in a workgroup. */
export const STRIP_BANDS = WORKGROUP / STRIP_LANES;

/** The sums of one thread: `count` single values, written out so that they stay in registers. */
const each = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

/**
 * A thread computes `high` rows by `wide` columns; its columns lie 16 apart, so that neighbours read neighbouring vectors. In mode 2 the
 * second half of its columns are the ups of the first half's gates. Nothing is shared: the caches do that.
 */
export const decodeLinearStrips = shaderFamily((mode: number, high: number, wide: number) => {
  const gated = mode === DECODE_LINEAR_MODE.gated;
  const normed = mode !== DECODE_LINEAR_MODE.added;
  const gates = gated ? wide / 2 : wide;
  const sum = (r: number, c: number): string => `y${r}_${c}`;
  const column = (c: number): string => (gated && c >= gates ? `o${c - gates} + p.columns` : `o${c}`);
  return defineShader({
    name: `decodeLinear, mode ${mode}, ${high} by ${wide}`,
    params: { rows: "u32", inner: "u32", outer: "u32", columns: "u32", columnTiles: "u32", eps: "f32" },
    buffers: { list: "read i32", x: "read vec4f", weight: "read vec4f", out: "write f32" },
    code: /* wgsl */ `
      @compute @workgroup_size(${WORKGROUP})
      fn main(
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) t: u32,
      ) {
        let tile = group.x + group.y * groups.x;
        let rowTile = tile / p.columnTiles;
        let count = min(p.rows, u32(list[0]));
        let i0 = rowTile * ${(WORKGROUP / STRIP_LANES) * high}u + (t / ${STRIP_LANES}u) * ${high}u;
        if (i0 >= count) { return; }
        let first = (tile - rowTile * p.columnTiles) * ${STRIP_LANES * gates}u + t % ${STRIP_LANES}u;
        let last = p.columns - 1u;
        ${each(gates, (c) => `let o${c} = min(first + ${c * STRIP_LANES}u, last);`)}
        ${each(high, (r) => `let x${r} = min(i0 + ${r}u, count - 1u) * p.inner;`)}
        ${each(high * wide, (i) => `var ${sum(Math.floor(i / wide), i % wide)} = 0.0;`)}
        ${normed ? each(high, (r) => `var s${r} = 0.0;`) : ""}
        for (var k = 0u; k < p.inner; k++) {
          let at = k * p.outer;
          ${each(wide, (c) => `let w${c} = weight[at + ${column(c)}];`)}
          ${each(
            high,
            (r) => `{
              let v = x[x${r} + k];
              ${each(wide, (c) => `${sum(r, c)} += dot(v, w${c});`)}
              ${normed ? `s${r} += dot(v, v);` : ""}
            }`,
          )}
        }
        ${each(
          high,
          (r) => `if (i0 + ${r}u < count) {
            let at = (i0 + ${r}u) * p.columns;
            ${normed ? `let s = inverseSqrt(s${r} / f32(4u * p.inner) + p.eps);` : ""}
            ${each(
              gates,
              (c) => `if (first + ${c * STRIP_LANES}u <= last) {
                ${
                  gated
                    ? `let gate = s * ${sum(r, c)};
                       out[at + o${c}] = gate / (1.0 + exp(-gate)) * s * ${sum(r, gates + c)};`
                    : normed
                      ? `out[at + o${c}] = s * ${sum(r, c)};`
                      : `out[at + o${c}] += ${sum(r, c)};`
                }
              }`,
            )}
          }`,
        )}
      }`,
  });
});
