import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";

type B = "x" | "gain" | "out" | "invStd";
type S = "rows" | "width" | "eps";

const problem = (name: string, rows: number, width: number): KernelCase<B, S> => ({
  name,
  scalars: { rows, width, eps: 1e-5 },
  make: (rng) => ({
    x: normals(rng, rows * width),
    gain: normals(rng, width),
    out: garbage(rows * width),
    invStd: garbage(rows),
  }),
});

/** Root-mean-square norm over the last axis (Zhang and Sennrich 2019), as in Llama. */
export const rmsNorm = defineKernel<B, S>({
  name: "rmsNorm",
  formula: "invStd[n] = 1 / sqrt(mean_d x[n,d]^2 + eps); out[n,d] = x[n,d] * invStd[n] * gain[d]",
  legend: { n: "rows", d: "width" },
  buffers: {
    x: { use: "in", type: "f32" }, // [rows, width]
    gain: { use: "in", type: "f32" }, // [width]
    out: { use: "out", type: "f32" }, // [rows, width]
    invStd: { use: "out", type: "f32" }, // [rows]
  },
  scalars: ["rows", "width", "eps"],
  reference({ x, gain, out, invStd }, { rows, width, eps }) {
    for (let n = 0; n < rows; n++) {
      let squares = 0;
      for (let d = 0; d < width; d++) squares += (x[n * width + d] as number) ** 2;
      const inv = 1 / Math.sqrt(squares / width + eps);
      invStd[n] = inv;
      for (let d = 0; d < width; d++) out[n * width + d] = (x[n * width + d] as number) * inv * (gain[d] as number);
    }
  },
  tolerance: { value: 1e-5, reason: "a sum of `width` squares in single precision and a reciprocal square root" },
  cases: [
    problem("rows that do not fill a workgroup", 37, 96),
    problem("one value", 1, 1),
    problem("odd width", 5, 7),
    problem("wider than a workgroup", 3, 301),
    problem("no rows", 0, 16),
  ],
  timing: problem("micro, 8192 tokens", 8192, 96),
  work: ({ rows, width }) => ({ flops: 4 * rows * width, bytes: 4 * (2 * rows * width + width + rows) }),
});
