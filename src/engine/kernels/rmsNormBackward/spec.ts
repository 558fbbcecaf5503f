import { defineKernel, type KernelCase, normals } from "../kernelSpec.ts";

type B = "x" | "gain" | "invStd" | "dOut" | "dx" | "dGain";
type S = "rows" | "width";

const problem = (name: string, rows: number, width: number): KernelCase<B, S> => ({
  name,
  scalars: { rows, width },
  make: (rng) => ({
    x: normals(rng, rows * width),
    gain: normals(rng, width),
    invStd: Float32Array.from({ length: rows }, () => 0.5 + rng.float()),
    dOut: normals(rng, rows * width),
    dx: normals(rng, rows * width),
    dGain: normals(rng, width),
  }),
});

/** Gradient of rmsNorm, added to what is in dx and dGain. */
export const rmsNormBackward = defineKernel<B, S>({
  name: "rmsNormBackward",
  formula:
    "dx[n,d] += invStd[n] gain[d] dOut[n,d] - x[n,d] invStd[n]^3 / D sum_e gain[e] dOut[n,e] x[n,e]; " +
    "dGain[d] += sum_n dOut[n,d] x[n,d] invStd[n]",
  legend: { n: "rows", d: "width", e: "width", D: "width" },
  buffers: {
    x: { use: "in", type: "f32" }, // [rows, width]
    gain: { use: "in", type: "f32" }, // [width]
    invStd: { use: "in", type: "f32" }, // [rows]
    dOut: { use: "in", type: "f32" }, // [rows, width]
    dx: { use: "inout", type: "f32" }, // [rows, width]
    dGain: { use: "inout", type: "f32" }, // [width]
  },
  scalars: ["rows", "width"],
  reference({ x, gain, invStd, dOut, dx, dGain }, { rows, width }) {
    for (let n = 0; n < rows; n++) {
      const inv = invStd[n] as number;
      let along = 0;
      for (let d = 0; d < width; d++) {
        const i = n * width + d;
        const product = (dOut[i] as number) * (x[i] as number);
        along += product * (gain[d] as number);
        dGain[d] = (dGain[d] as number) + product * inv;
      }
      const share = (along * inv ** 3) / width;
      for (let d = 0; d < width; d++) {
        const i = n * width + d;
        dx[i] = (dx[i] as number) + inv * (gain[d] as number) * (dOut[i] as number) - (x[i] as number) * share;
      }
    }
  },
  tolerance: { value: 2e-5, reason: "sums over the width and over all rows in single precision" },
  cases: [
    problem("rows that do not fill a part, width not a multiple of a tile", 150, 96),
    problem("one value", 1, 1),
    problem("odd width", 5, 7),
    problem("wider than a workgroup", 3, 301),
    problem("many parts of rows", 1061, 12),
    problem("no rows", 0, 16),
  ],
  timing: problem("micro, 8192 tokens", 8192, 96),
  work: ({ rows, width }) => ({ flops: 11 * rows * width, bytes: 4 * (4 * rows * width + 3 * width + rows) }),
});
