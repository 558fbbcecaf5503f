import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";

type B = "gateUp" | "dOut" | "dGateUp";
type S = "rows" | "width";

const problem = (name: string, rows: number, width: number, scale = 1): KernelCase<B, S> => ({
  name,
  scalars: { rows, width },
  make: (rng) => ({
    gateUp: normals(rng, rows * 2 * width, scale),
    dOut: normals(rng, rows * width),
    dGateUp: garbage(rows * 2 * width),
  }),
});

/** Gradient of swiglu at gate and up. */
export const swigluBackward = defineKernel<B, S>({
  name: "swigluBackward",
  formula:
    "dGateUp[n,f] = dOut[n,f] u s (1 + g (1 - s)); dGateUp[n,F+f] = dOut[n,f] g s, " +
    "for g = gateUp[n,f], u = gateUp[n,F+f], s = sigmoid(g)",
  legend: { n: "rows", f: "width", F: "width" },
  buffers: {
    gateUp: { use: "in", type: "f32" }, // [rows, 2, width]
    dOut: { use: "in", type: "f32" }, // [rows, width]
    dGateUp: { use: "out", type: "f32" }, // [rows, 2, width]
  },
  scalars: ["rows", "width"],
  reference({ gateUp, dOut, dGateUp }, { rows, width }) {
    for (let n = 0; n < rows; n++) {
      for (let f = 0; f < width; f++) {
        const g = 2 * n * width + f;
        const gate = gateUp[g] as number;
        const sigmoid = 1 / (1 + Math.exp(-gate));
        const d = dOut[n * width + f] as number;
        dGateUp[g] = d * (gateUp[g + width] as number) * sigmoid * (1 + gate * (1 - sigmoid));
        dGateUp[g + width] = d * gate * sigmoid;
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
  work: ({ rows, width }) => ({ flops: 11 * rows * width, bytes: 4 * 5 * rows * width }),
});
