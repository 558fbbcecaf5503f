import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { BLOCK_ROWS, blockColumns, decodeLinearBlocks } from "./blocks.ts";
import { decodeLinear, DECODE_LINEAR_MODE } from "./spec.ts";
import { decodeLinearStrips, STRIP_BANDS, STRIP_LANES } from "./strips.ts";

/** Rows and columns of a thread on hardware, where many threads hide the wait for memory. */
const HIGH = 2;
const WIDE = 4;

export const decodeLinearGpu = defineGpuKernel(decodeLinear, (gpu, buffers, { rows, inner, outer, mode, eps }) => {
  const gated = mode === DECODE_LINEAR_MODE.gated;
  const columns = gated ? outer / 2 : outer;
  if (gpu.software && columns % 4 === 0) {
    const vectors = inner % 16 === 0 ? 4 : inner % 8 === 0 ? 2 : 1;
    const columnTiles = Math.ceil(columns / blockColumns(mode));
    const sizes = { rows, inner: inner / 4 / vectors, outer: outer / 4, columns: columns / 4, columnTiles, eps };
    const groups = columnTiles * Math.ceil(rows / BLOCK_ROWS);
    gpu.dispatch(decodeLinearBlocks(mode, vectors), buffers, sizes, groups);
    return;
  }
  const columnTiles = Math.ceil(columns / (STRIP_LANES * (gated ? WIDE / 2 : WIDE)));
  const groups = columnTiles * Math.ceil(rows / (STRIP_BANDS * HIGH));
  const sizes = { rows, inner: inner / 4, outer, columns, columnTiles, eps };
  gpu.dispatch(decodeLinearStrips(mode, HIGH, WIDE), buffers, sizes, groups);
});
