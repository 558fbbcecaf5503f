import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";

type B = "weight" | "gain" | "packed";
type S = "outer" | "inner" | "scaled";

const problem = (name: string, outer: number, inner: number, scaled: 0 | 1): KernelCase<B, S> => ({
  name,
  scalars: { outer, inner, scaled },
  make: (rng) => ({
    weight: normals(rng, outer * inner),
    gain: normals(rng, inner),
    packed: garbage(outer * inner),
  }),
});

/** A weight matrix as decoding reads it: four columns of a row side by side, rows of the same four columns next to each other. */
export const packLinear = defineKernel<B, S>({
  name: "packLinear",
  formula: "packed[k div 4, o, k mod 4] = weight[o,k] * (scaled = 1 ? gain[k] : 1)",
  legend: { o: "row, below outer", k: "column, below inner, which is a multiple of 4" },
  buffers: {
    weight: { use: "in", type: "f32" }, // [outer, inner]
    gain: { use: "in", type: "f32" }, // [inner], of the norm before the product; not read where scaled = 0
    packed: { use: "out", type: "f32" }, // [inner / 4, outer, 4]
  },
  scalars: ["outer", "inner", "scaled"],
  reference({ weight, gain, packed }, { outer, inner, scaled }) {
    for (let o = 0; o < outer; o++) {
      for (let k = 0; k < inner; k++) {
        const at = (Math.floor(k / 4) * outer + o) * 4 + (k % 4);
        packed[at] = (weight[o * inner + k] as number) * (scaled === 1 ? (gain[k] as number) : 1);
      }
    }
  },
  tolerance: { value: 1e-6, reason: "one product in single precision" },
  cases: [
    problem("more rows than a workgroup", 67, 24, 1),
    problem("one vector", 1, 4, 0),
    problem("a square", 16, 16, 1),
    problem("no rows", 0, 8, 1),
  ],
  timing: problem("micro, gate and up", 512, 96, 1),
  work: ({ outer, inner }) => ({ flops: outer * inner, bytes: 8 * outer * inner }),
});
