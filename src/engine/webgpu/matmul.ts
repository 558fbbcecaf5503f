import type { BufferView, Gpu } from "./gpu.ts";
import { LOOP_TILE, matmulLoops } from "./matmulLoops.ts";
import { matmulTiles, TILES_TILE } from "./matmulTiles.ts";
import { defineShader } from "./shader.ts";

/** Which operand is read transposed: none, the second (weights are [out, in]), the first. */
export type MatmulLayout = "NN" | "NT" | "TN";
export type MatmulResult = "overwritten" | "added to residual";
export type MatmulParam = "m" | "n" | "k" | "columnTiles" | "tiles" | "part";

interface Sizes {
  m: number;
  n: number;
  k: number;
}

/** Workgroups that keep a device busy. */
const ENOUGH_GROUPS = { software: 8, hardware: 256 };
/** Products below which a part is not worth its sum. A multiple of the slice that is in workgroup memory at a time. */
const SMALLEST_PART = 256;
/** Longer sums lose precision. */
const LARGEST_PART = 4096;
const WORKGROUP = 64;

const addParts = defineShader({
  name: "matmul, sum of parts",
  params: { values: "u32", parts: "u32" },
  buffers: { partial: "read f32", out: "write f32" },
  code: /* wgsl */ `
    @compute @workgroup_size(${WORKGROUP})
    fn main(
      @builtin(workgroup_id) group: vec3u,
      @builtin(num_workgroups) groups: vec3u,
      @builtin(local_invocation_index) t: u32,
    ) {
      let i = (group.x + group.y * groups.x) * ${WORKGROUP}u + t;
      if (i >= p.values) { return; }
      var sum = 0.0;
      for (var part = 0u; part < p.parts; part++) { sum += partial[part * p.values + i]; }
      out[i] += sum;
    }`,
});

/** Records out = a b, plus `residual` where there is one. Buffers are row-major; which is transposed, `layout` says. */
export function encodeMatmul(
  gpu: Gpu,
  layout: "NN" | "NT",
  buffers: { a: BufferView; b: BufferView; out: BufferView; residual?: BufferView },
  sizes: Sizes,
): void {
  encode(gpu, layout, buffers, sizes, sizes.k);
}

/** Records out += aᵀ b with a [k, m], b [k, n]: k, the tokens, is cut into parts that are added up in their order. */
export function encodeMatmulOverTokens(
  gpu: Gpu,
  { a, b, out }: { a: BufferView; b: BufferView; out: BufferView },
  sizes: Sizes,
): void {
  const { m, n, k } = sizes;
  if (k === 0) return;
  const { rows, columns } = gpu.software ? LOOP_TILE : TILES_TILE;
  const tiles = Math.ceil(m / rows) * Math.ceil(n / columns);
  const wanted = Math.ceil((gpu.software ? ENOUGH_GROUPS.software : ENOUGH_GROUPS.hardware) / tiles);
  const evenly = Math.ceil(k / wanted / SMALLEST_PART) * SMALLEST_PART;
  const part = Math.min(LARGEST_PART, Math.max(SMALLEST_PART, evenly));
  const parts = Math.ceil(k / part);
  const partial = gpu.scratch("matmul: parts", 4 * parts * m * n);
  encode(gpu, "TN", { a, b, out: partial }, sizes, part);
  gpu.dispatch(addParts, { partial, out }, { values: m * n, parts }, Math.ceil((m * n) / WORKGROUP));
}

function encode(
  gpu: Gpu,
  layout: MatmulLayout,
  buffers: { a: BufferView; b: BufferView; out: BufferView; residual?: BufferView },
  { m, n, k }: Sizes,
  part: number,
): void {
  if (m * n === 0) return;
  const result = buffers.residual ? "added to residual" : "overwritten";
  const wide = n % 4 === 0 && (layout === "TN" ? m : k) % 4 === 0;
  const shader = gpu.software ? matmulLoops(layout, result) : matmulTiles(layout, result, wide);
  const { rows, columns } = gpu.software ? LOOP_TILE : TILES_TILE;
  const columnTiles = Math.ceil(n / columns);
  const tiles = Math.ceil(m / rows) * columnTiles;
  const across = Math.min(tiles, 65_535);
  const groups = [across, Math.ceil(tiles / across), Math.max(1, Math.ceil(k / part))] as const;
  gpu.dispatch(shader, { ...buffers }, { m, n, k, columnTiles, tiles, part }, groups);
}
