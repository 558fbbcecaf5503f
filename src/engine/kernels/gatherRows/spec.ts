import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";

type B = "table" | "rows" | "out";
type S = "count" | "width";

const problem = (name: string, tableRows: number, count: number, width: number): KernelCase<B, S> => ({
  name,
  scalars: { count, width },
  make: (rng) => ({
    table: normals(rng, tableRows * width),
    rows: Int32Array.from({ length: count }, () => rng.int(0, tableRows - 1)),
    out: garbage(count * width),
  }),
});

/** Rows of a table by their numbers: embedding, and picking the rows that are scored. */
export const gatherRows = defineKernel<B, S>({
  name: "gatherRows",
  formula: "out[i,d] = table[rows[i],d]",
  legend: { i: "row, below count", d: "column, below width" },
  buffers: {
    table: { use: "in", type: "f32" }, // [any number of rows, width]
    rows: { use: "in", type: "i32" }, // [count]
    out: { use: "out", type: "f32" }, // [count, width]
  },
  scalars: ["count", "width"],
  reference({ table, rows, out }, { count, width }) {
    for (let i = 0; i < count; i++) {
      for (let d = 0; d < width; d++) out[i * width + d] = table[(rows[i] as number) * width + d] as number;
    }
  },
  tolerance: { value: 0, reason: "values are copied and must be the same" },
  cases: [
    problem("more than a workgroup", 19, 37, 96),
    problem("odd width", 5, 11, 7),
    problem("one value", 1, 1, 1),
    problem("no rows", 3, 0, 16),
  ],
  timing: problem("micro, 8192 tokens", 192, 8192, 96),
  work: ({ count, width }) => ({ flops: 0, bytes: 4 * (2 * count * width + count) }),
});
