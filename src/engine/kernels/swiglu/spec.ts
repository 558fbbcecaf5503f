import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";

type B = "gateUp" | "out";
type S = "rows" | "width";

const problem = (name: string, rows: number, width: number, scale = 1): KernelCase<B, S> => ({
  name,
  scalars: { rows, width },
  make: (rng) => ({ gateUp: normals(rng, rows * 2 * width, scale), out: garbage(rows * width) }),
});

/** The gated activation of an MLP (Shazeer 2020), as in Llama. */
export const swiglu = defineKernel<B, S>({
  name: "swiglu",
  formula: "out[n,f] = g sigmoid(g) u, for g = gateUp[n,f], u = gateUp[n,F+f]",
  legend: { n: "rows", f: "width", F: "width" },
  buffers: {
    gateUp: { use: "in", type: "f32" }, // [rows, 2, width]
    out: { use: "out", type: "f32" }, // [rows, width]
  },
  scalars: ["rows", "width"],
  reference({ gateUp, out }, { rows, width }) {
    for (let n = 0; n < rows; n++) {
      for (let f = 0; f < width; f++) {
        const gate = gateUp[2 * n * width + f] as number;
        out[n * width + f] = (gate / (1 + Math.exp(-gate))) * (gateUp[(2 * n + 1) * width + f] as number);
      }
    }
  },
  tolerance: { value: 1e-5, reason: "an exponential and a quotient in single precision" },
  cases: [
    problem("values that do not fill a workgroup", 37, 88),
    problem("one value", 1, 1),
    problem("odd width", 5, 7),
    problem("gates where the exponential overflows", 9, 64, 60),
    problem("no rows", 0, 16),
  ],
  timing: problem("micro, 8192 tokens", 8192, 256),
  work: ({ rows, width }) => ({ flops: 5 * rows * width, bytes: 4 * 3 * rows * width }),
});
