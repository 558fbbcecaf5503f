import type { BufferView, Gpu } from "./gpu.ts";
import { defineShader, type Shader, shaderFamily } from "./shader.ts";

export type MatmulLayout = "NT" | "NN" | "TN";

const TILE = 32;

type Param = "m" | "n" | "k" | "columnTiles" | "tiles";

/** One thread 4 by 4 values, one workgroup 32 by 32. Loads beyond the edge are of the last row or column and are not stored. */
const shaders = shaderFamily((layout: MatmulLayout, add: "" | "residual" | "out"): Shader<Param, string> =>
  defineShader<Param, string>({
    name: `matmul ${layout}`,
    params: { m: "u32", n: "u32", k: "u32", columnTiles: "u32", tiles: "u32" },
    buffers: {
      a: "read f32",
      b: "read f32",
      out: "write f32",
      ...(add === "residual" ? { residual: "read f32" } : {}),
    },
    code: /* wgsl */ `
      @compute @workgroup_size(64)
      fn main(
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) t: u32,
      ) {
        let tile = group.x + group.y * groups.x;
        if (tile >= p.tiles) { return; }
        let row = tile / p.columnTiles;
        let i0 = row * ${TILE}u + (t / 8u) * 4u;
        let j0 = (tile - row * p.columnTiles) * ${TILE}u + (t % 8u) * 4u;
        let rows = min(vec4u(i0, i0 + 1u, i0 + 2u, i0 + 3u), vec4u(p.m - 1u));
        let columns = min(vec4u(j0, j0 + 1u, j0 + 2u, j0 + 3u), vec4u(p.n - 1u));
        var sums: array<vec4f, 4>;
        let atA = rows * ${layout === "TN" ? "1u" : "p.k"};
        let atB = columns * ${layout === "NT" ? "p.k" : "1u"};
        for (var l = 0u; l < p.k; l++) {
          let ia = atA + l * ${layout === "TN" ? "p.m" : "1u"};
          let ib = atB + l * ${layout === "NT" ? "1u" : "p.n"};
          let vb = vec4f(b[ib.x], b[ib.y], b[ib.z], b[ib.w]);
          sums[0] += a[ia.x] * vb;
          sums[1] += a[ia.y] * vb;
          sums[2] += a[ia.z] * vb;
          sums[3] += a[ia.w] * vb;
        }
        for (var r = 0u; r < 4u; r++) {
          for (var c = 0u; c < 4u; c++) {
            if (i0 + r < p.m && j0 + c < p.n) {
              let at = (i0 + r) * p.n + j0 + c;
              out[at] = sums[r][c]${add === "" ? "" : ` + ${add}[at]`};
            }
          }
        }
      }`,
  }),
);

/** Records out = a b with `a` or `b` read transposed; "TN" adds to `out`, `residual` is added where there is one. */
export function encodeMatmul(
  gpu: Gpu,
  layout: MatmulLayout,
  buffers: { a: BufferView; b: BufferView; out: BufferView },
  { m, n, k }: { m: number; n: number; k: number },
  residual?: BufferView,
): void {
  const columnTiles = Math.ceil(n / TILE);
  const tiles = Math.ceil(m / TILE) * columnTiles;
  const params = { m, n, k, columnTiles, tiles };
  if (residual) gpu.dispatch(shaders(layout, "residual"), { ...buffers, residual }, params, tiles);
  else gpu.dispatch(shaders(layout, layout === "TN" ? "out" : ""), buffers, params, tiles);
}
