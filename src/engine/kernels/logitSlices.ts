import type { BufferView, Gpu } from "../webgpu/gpu.ts";
import { encodeMatmul } from "../webgpu/matmul.ts";

/** Rows whose logits are there at a time. A multiple of 64, so that a slice of any width begins where a binding may. */
const ROWS = 4096;

interface Sizes {
  rows: number;
  width: number;
  vocab: number;
}

/** A slice of rows of x and their logits before the temperature, [count, vocab], in scratch memory. */
export interface LogitSlice {
  first: number;
  count: number;
  x: BufferView; // [count, width]
  logits: BufferView;
}

/** Part of a matrix: rows first … first + count - 1. */
export const rowsOf = (matrix: BufferView, width: number, first: number, count: number): BufferView => ({
  buffer: matrix.buffer,
  offset: matrix.offset + 4 * first * width,
  size: 4 * count * width,
});

/** Records the logits of one slice after the other, and after each what `then` does with them: all logits never exist at once. */
export function overLogits(
  gpu: Gpu,
  { x, table }: { x: BufferView; table: BufferView },
  { rows, width, vocab }: Sizes,
  then: (slice: LogitSlice) => void,
): void {
  const logits = gpu.scratch("scoreTokens: logits", 4 * Math.min(rows, ROWS) * vocab);
  for (let first = 0; first < rows; first += ROWS) {
    const count = Math.min(ROWS, rows - first);
    const part = rowsOf(x, width, first, count);
    encodeMatmul(gpu, "NT", { a: part, b: table, out: logits }, { m: count, n: vocab, k: width });
    then({ first, count, x: part, logits });
  }
}
