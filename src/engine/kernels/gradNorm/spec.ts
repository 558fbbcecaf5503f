import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";

type B = "gradients" | "out";
type S = "count";

const problem = (name: string, count: number, scale: number): KernelCase<B, S> => ({
  name,
  scalars: { count },
  make: (rng) => ({ gradients: normals(rng, count, scale), out: garbage(1) }),
});

/** Length of the gradient over all parameters, for clipping and for the metrics. Not finite where a gradient is not. */
export const gradNorm = defineKernel<B, S>({
  name: "gradNorm",
  formula: "out = sqrt(sum_i gradients[i]^2)",
  legend: { i: "parameter, below count" },
  buffers: {
    gradients: { use: "in", type: "f32" }, // [count]
    out: { use: "out", type: "f32" }, // [1]
  },
  scalars: ["count"],
  reference({ gradients, out }, { count }) {
    let squares = 0;
    for (let i = 0; i < count; i++) squares += (gradients[i] as number) ** 2;
    out[0] = Math.sqrt(squares);
  },
  tolerance: { value: 1e-5, reason: "a sum of all squares in single precision, in parts" },
  cases: [
    problem("more than a workgroup", 12_004, 1),
    problem("a count that four does not divide", 1003, 30),
    problem("one value", 1, 1),
    problem("no values", 0, 1),
  ],
  timing: problem("micro's parameters", 462_624, 1),
  work: ({ count }) => ({ flops: 2 * count, bytes: 4 * count }),
});
