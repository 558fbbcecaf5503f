import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { DECODE_LINEAR_MODE } from "./spec.ts";

/** Rows of x that a thread carries. */
const HIGH = 12;
/** Groups of four columns that a thread carries. */
const GROUPS = 2;
/** One vector unit of the processor. */
const BLOCK_THREADS = 4;
export const BLOCK_ROWS = HIGH;

const list = (count: number, line: (i: number) => string, between = "\n"): string =>
  Array.from({ length: count }, (_, i) => line(i)).join(between);

/** Columns of the result that one workgroup computes. */
export const blockColumns = (mode: number): number =>
  BLOCK_THREADS * 4 * (mode === DECODE_LINEAR_MODE.gated ? GROUPS / 2 : GROUPS);

/**
 * For a software adapter, where loads are the price (17 ns for a number of each lane against 1 ns for a product, and half of that where
 * sixteen numbers are loaded as one matrix): each thread computes 12 rows by 8 columns, all loads are of whole matrices.
 *
 * @param vectors of four that a load of x has: 4, 2 or 1
 */
export const decodeLinearBlocks = shaderFamily((mode: number, vectors: 1 | 2 | 4) => {
  const gated = mode === DECODE_LINEAR_MODE.gated;
  const normed = mode !== DECODE_LINEAR_MODE.added;
  const own = gated ? GROUPS / 2 : GROUPS;
  const part = (v: string, q: number): string => (vectors === 1 ? v : `${v}[${q}]`);
  return defineShader({
    name: `decodeLinear in blocks, mode ${mode}, ${vectors}`,
    // inner: loads in a row of x; outer and columns: groups of four
    params: { rows: "u32", inner: "u32", outer: "u32", columns: "u32", columnTiles: "u32", eps: "f32" },
    buffers: {
      list: "read i32",
      x: vectors === 1 ? "read vec4f" : `read mat${vectors}x4f`,
      weight: "read mat4x4f",
      out: "write vec4f",
    },
    code: /* wgsl */ `
      @compute @workgroup_size(${BLOCK_THREADS})
      fn main(
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) t: u32,
      ) {
        let tile = group.x + group.y * groups.x;
        let rowTile = tile / p.columnTiles;
        let count = min(p.rows, u32(list[0]));
        let i0 = rowTile * ${HIGH}u;
        let first = ((tile - rowTile * p.columnTiles) * ${BLOCK_THREADS}u + t) * ${own}u;
        if (i0 >= count || first >= p.columns) { return; }
        ${list(own, (j) => `let o${j} = min(first + ${j}u, p.columns - 1u);`)}
        ${gated ? list(own, (j) => `let o${own + j} = o${j} + p.columns;`) : ""}
        ${list(HIGH, (r) => `let x${r} = min(i0 + ${r}u, count - 1u) * p.inner;`)}
        ${list(HIGH * GROUPS, (i) => `var y${i} = vec4f();`)}
        ${normed ? list(HIGH, (r) => `var s${r} = 0.0;`) : ""}
        for (var k = 0u; k < p.inner; k++) {
          let at = k * ${vectors}u * p.outer;
          ${list(GROUPS, (j) => list(vectors, (q) => `let w${j}_${q} = weight[at + ${q}u * p.outer + o${j}];`))}
          ${list(
            HIGH,
            (r) => `{
              let v = x[x${r} + k];
              ${list(GROUPS, (j) => `y${r * GROUPS + j} += ${list(vectors, (q) => `${part("v", q)} * w${j}_${q}`, " + ")};`)}
              ${normed ? `s${r} += ${list(vectors, (q) => `dot(${part("v", q)}, ${part("v", q)})`, " + ")};` : ""}
            }`,
          )}
        }
        ${list(
          HIGH,
          (r) => `if (i0 + ${r}u < count) {
            let at = (i0 + ${r}u) * p.columns;
            ${normed ? `let s = inverseSqrt(s${r} / f32(${4 * vectors}u * p.inner) + p.eps);` : ""}
            ${list(own, (j) => {
              const y = `y${r * GROUPS + j}`;
              const value = gated
                ? `s * ${y} / (1.0 + exp(-s * ${y})) * s * y${r * GROUPS + own + j}`
                : normed
                  ? `s * ${y}`
                  : `out[at + o${j}] + ${y}`;
              return `if (first + ${j}u < p.columns) { out[at + o${j}] = ${value}; }`;
            })}
          }`,
        )}
      }`,
  });
});
