import { defineKernel, type KernelCase, normals } from "../kernelSpec.ts";

type B = "a" | "b" | "out";
type S = "m" | "n" | "k";

const problem = (name: string, m: number, n: number, k: number): KernelCase<B, S> => ({
  name,
  scalars: { m, n, k },
  make: (rng) => ({ a: normals(rng, k * m), b: normals(rng, k * n), out: normals(rng, m * n) }),
});

/** The gradient of a linear layer's weights, added to what is there: over all tokens l, gradient of the output times the input. */
export const matmulTNAdd = defineKernel<B, S>({
  name: "matmulTNAdd",
  formula: "out[i,j] += sum_l a[l,i] * b[l,j]",
  legend: { i: "row, below m", j: "column, below n", l: "summed over, below k: tokens" },
  buffers: {
    a: { use: "in", type: "f32" }, // [k, m]
    b: { use: "in", type: "f32" }, // [k, n]
    out: { use: "inout", type: "f32" }, // [m, n]
  },
  scalars: ["m", "n", "k"],
  reference({ a, b, out }, { m, n, k }) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = out[i * n + j] as number;
        for (let l = 0; l < k; l++) sum += (a[l * m + i] as number) * (b[l * n + j] as number);
        out[i * n + j] = sum;
      }
    }
  },
  tolerance: { value: 1e-5, reason: "sums of k products in single precision, in parts and in another order" },
  cases: [
    problem("larger than a tile, summed in parts", 72, 68, 530),
    problem("odd sizes", 67, 35, 19),
    problem("odd sizes, summed in parts", 9, 7, 1501),
    problem("one value", 1, 1, 1),
    problem("one token", 33, 65, 1),
    problem("no tokens", 3, 5, 0),
    problem("no rows", 0, 8, 8),
  ],
  timing: problem("micro, weights of gate and up over 8192 tokens", 512, 96, 8192),
  work: ({ m, n, k }) => ({ flops: 2 * m * n * k + m * n, bytes: 4 * (m * k + n * k + 2 * m * n) }),
});
