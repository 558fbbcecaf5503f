import { defineShader, type Shader, shaderFamily } from "./shader.ts";
import type { MatmulLayout, MatmulParam, MatmulResult } from "./matmul.ts";

const ROWS = 8;
const COLUMNS = 8;
const THREAD_ROWS = 2;
const THREAD_COLUMNS = 8;
const LOOP_TILE_ROWS = ROWS * THREAD_ROWS;
const LOOP_TILE_COLUMNS = COLUMNS * THREAD_COLUMNS;

const list = (length: number, line: (i: number) => string): string =>
  Array.from({ length }, (_, i) => line(i)).join("\n");

/**
 * Matrix product for a software adapter. There, a load takes about as long as ten products wherever it reads, and a barrier as long
 * as a hundred: every thread computes 8 by 8 values on its own, two products a sum, and nothing is shared. Threads
 * beyond the edge leave at once; loads beyond it are of the last row or column, and what came of them is not stored.
 */
export const matmulLoops = shaderFamily((layout: MatmulLayout, result: MatmulResult): Shader<MatmulParam, string> => {
  const perRow = layout === "TN" ? "1u" : "p.k";
  const perColumn = layout === "NT" ? "p.k" : "1u";
  const stepA = layout === "TN" ? "p.m" : "1u";
  const stepB = layout === "NT" ? "1u" : "p.n";
  return defineShader<MatmulParam, string>({
    name: `matmul ${layout} in loops`,
    params: { m: "u32", n: "u32", k: "u32", columnTiles: "u32", tiles: "u32", part: "u32" },
    buffers: {
      a: "read f32",
      b: "read f32",
      out: "write f32",
      ...(result === "added to residual" ? { residual: "read f32" } : {}),
    },
    code: /* wgsl */ `
      @compute @workgroup_size(${THREAD_ROWS * THREAD_COLUMNS})
      fn main(
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) t: u32,
      ) {
        let tile = group.x + group.y * groups.x;
        if (tile >= p.tiles) { return; }
        let row = tile / p.columnTiles;
        let i0 = row * ${LOOP_TILE_ROWS}u + t / ${THREAD_COLUMNS}u * ${ROWS}u;
        let j0 = (tile - row * p.columnTiles) * ${LOOP_TILE_COLUMNS}u + t % ${THREAD_COLUMNS}u * ${COLUMNS}u;
        if (i0 >= p.m || j0 >= p.n) { return; }
        let begin = group.z * p.part;
        let end = min(p.k, begin + p.part);
        ${list(ROWS, (r) => `let fromA${r} = min(i0 + ${r}u, p.m - 1u) * ${perRow};`)}
        ${list(COLUMNS, (c) => `let fromB${c} = min(j0 + ${c}u, p.n - 1u) * ${perColumn};`)}
        ${list(ROWS * COLUMNS, (i) => `var sum${i} = 0.0;`)}
        for (var l = begin; l < end; l += 2u) {
          let two = l + 1u < end;
          let next = select(l, l + 1u, two);
          let a0 = l * ${stepA};
          let a1 = next * ${stepA};
          let b0 = l * ${stepB};
          let b1 = next * ${stepB};
          ${list(COLUMNS, (c) => `let first${c} = b[fromB${c} + b0]; let second${c} = b[fromB${c} + b1];`)}
          ${list(
            ROWS,
            (r) => `{
              let x = a[fromA${r} + a0];
              let y = select(0.0, a[fromA${r} + a1], two);
              ${list(COLUMNS, (c) => `sum${r * COLUMNS + c} += x * first${c} + y * second${c};`)}
            }`,
          )}
        }
        let z = group.z * p.m * p.n;
        ${list(
          ROWS,
          (r) => `if (i0 + ${r}u < p.m) {
            let at = z + (i0 + ${r}u) * p.n + j0;
            ${list(
              COLUMNS,
              (c) =>
                `if (j0 + ${c}u < p.n) { out[at + ${c}u] = sum${r * COLUMNS + c}${
                  result === "added to residual" ? ` + residual[at + ${c}u]` : ""
                }; }`,
            )}
          }`,
        )}
      }`,
  });
});

/** Values of the result that one workgroup computes. */
export const LOOP_TILE = { rows: LOOP_TILE_ROWS, columns: LOOP_TILE_COLUMNS };
