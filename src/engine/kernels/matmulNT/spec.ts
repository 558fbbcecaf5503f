import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";

type B = "a" | "b" | "out";
type S = "m" | "n" | "k";

const problem = (name: string, m: number, n: number, k: number): KernelCase<B, S> => ({
  name,
  scalars: { m, n, k },
  make: (rng) => ({ a: normals(rng, m * k), b: normals(rng, n * k), out: garbage(m * n) }),
});

/** A linear layer: weights are [out, in], so `b` is read transposed. */
export const matmulNT = defineKernel<B, S>({
  name: "matmulNT",
  formula: "out[i,j] = sum_l a[i,l] * b[j,l]",
  legend: { i: "row, below m", j: "column, below n", l: "summed over, below k" },
  buffers: {
    a: { use: "in", type: "f32" }, // [m, k]
    b: { use: "in", type: "f32" }, // [n, k]
    out: { use: "out", type: "f32" }, // [m, n]
  },
  scalars: ["m", "n", "k"],
  reference({ a, b, out }, { m, n, k }) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += (a[i * k + l] as number) * (b[j * k + l] as number);
        out[i * n + j] = sum;
      }
    }
  },
  tolerance: { value: 1e-5, reason: "sums of k products in single precision, in another order" },
  cases: [
    problem("larger than a tile", 70, 136, 44),
    problem("odd sizes", 67, 35, 19),
    problem("one value", 1, 1, 1),
    problem("few rows, as in decoding", 16, 288, 96),
    problem("one row", 1, 130, 33),
    problem("one column", 131, 1, 7),
    problem("inner size of more than one slice", 5, 9, 301),
    problem("no rows", 0, 8, 8),
  ],
  timing: problem("micro, q, k and v of 8192 tokens", 8192, 288, 96),
  work: ({ m, n, k }) => ({ flops: 2 * m * n * k, bytes: 4 * (m * k + n * k + m * n) }),
});
