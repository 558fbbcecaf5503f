import { defineKernel, type KernelCase, normals } from "../kernelSpec.ts";

type B = "x" | "starts" | "items" | "out";
type S = "rows" | "width";

/** Items of the case for timing. */
const TIMED = 8192;

/** `count` items on `rows` rows of the result; row 0 gets nothing where there are others, the last row gets about half. */
const problem = (name: string, rows: number, count: number, width: number): KernelCase<B, S> => ({
  name,
  scalars: { rows, width },
  make: (rng) => {
    const draw = (): number => (rng.int(0, 1) === 0 ? rows - 1 : rng.int(Math.min(1, rows - 1), rows - 1));
    const targets = Array.from({ length: count }, draw);
    const items = targets
      .map((_, item) => item)
      .sort((a, b) => (targets[a] as number) - (targets[b] as number) || a - b);
    const starts = Int32Array.from({ length: rows + 1 }, (_, r) => targets.filter((target) => target < r).length);
    return { x: normals(rng, count * width), starts, items: Int32Array.from(items), out: normals(rng, rows * width) };
  },
});

/** The gradient of `gatherRows` for the table, in a fixed order: which items came from row r is told by lists. */
export const scatterRowsAdd = defineKernel<B, S>({
  name: "scatterRowsAdd",
  formula: "out[r,d] += sum over j from starts[r] to starts[r+1]-1 of x[items[j],d]",
  legend: { r: "row of the table, below rows", d: "column, below width", j: "place in the lists" },
  buffers: {
    x: { use: "in", type: "f32" }, // [number of items, width]
    starts: { use: "in", type: "i32" }, // [rows + 1]
    items: { use: "in", type: "i32" }, // [number of items]
    out: { use: "inout", type: "f32" }, // [rows, width]
  },
  scalars: ["rows", "width"],
  reference({ x, starts, items, out }, { rows, width }) {
    for (let r = 0; r < rows; r++) {
      for (let j = starts[r] as number; j < (starts[r + 1] as number); j++) {
        const from = (items[j] as number) * width;
        for (let d = 0; d < width; d++) out[r * width + d] = (out[r * width + d] as number) + (x[from + d] as number);
      }
    }
  },
  tolerance: { value: 1e-5, reason: "sums of as many values as there are items, in single precision" },
  cases: [
    problem("more than a workgroup", 19, 300, 96),
    problem("odd width", 5, 41, 7),
    problem("wider than a workgroup", 4, 9, 301),
    problem("one value", 1, 1, 1),
    problem("no items", 3, 0, 5),
    problem("no rows", 0, 0, 16),
  ],
  timing: problem("micro, 8192 tokens", 192, TIMED, 96),
  work: ({ rows, width }) => ({ flops: 0, bytes: 4 * (TIMED * width + 2 * rows * width + rows + TIMED) }),
});
