import { HEADER_COUNT, rowList } from "../../webgpu/rollout/rowList.ts";
import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";

type B = "list" | "x" | "weight" | "out";
type S = "rows" | "inner" | "outer" | "mode" | "eps";

/** What becomes of the product. */
export const DECODE_LINEAR_MODE = { normed: 0, added: 1, gated: 2 } as const;

const { normed, added, gated } = DECODE_LINEAR_MODE;

const problem = (
  name: string,
  mode: number,
  rows: number,
  list: number,
  inner: number,
  outer: number,
): KernelCase<B, S> => ({
  name,
  scalars: { rows, inner, outer, mode, eps: 1e-5 },
  make: (rng) => ({
    list: rowList(
      Array.from({ length: list }, (_, slot) => ({ slot, row: slot, token: 1, drawn: 1 })),
      0,
      0,
      rows,
    ),
    x: normals(rng, rows * inner),
    weight: normals(rng, inner * outer, inner ** -0.5),
    out: garbage(rows * (mode === gated ? outer / 2 : outer)),
  }),
});

/** A linear layer of one decoding step, over the rows that are still going, with the norm before it or what comes after it. */
export const decodeLinear = defineKernel<B, S>({
  name: "decodeLinear",
  formula:
    "y[i,o] = sum_k x[i,k] weight[k div 4,o,k mod 4], s[i] = 1 / sqrt(mean_k x[i,k]^2 + eps); " +
    "mode 0: out[i,o] = s[i] y[i,o]; mode 1: out[i,o] += y[i,o]; mode 2: out[i,f] = silu(s[i] y[i,f]) s[i] y[i,outer/2 + f]",
  legend: { i: "row, below list[0]; others stay as they are", k: "below inner", o: "below outer", f: "below outer/2" },
  buffers: {
    list: { use: "in", type: "i32" }, // row list
    x: { use: "in", type: "f32" }, // [rows, inner]
    weight: { use: "in", type: "f32" }, // [inner / 4, outer, 4]
    out: { use: "inout", type: "f32" }, // [rows, outer] or [rows, outer / 2]
  },
  scalars: ["rows", "inner", "outer", "mode", "eps"],
  reference({ list, x, weight, out }, { rows, inner, outer, mode, eps }) {
    const count = Math.min(rows, list[HEADER_COUNT] as number);
    for (let i = 0; i < count; i++) {
      const y = new Float64Array(outer);
      let squares = 0;
      for (let k = 0; k < inner; k++) {
        const value = x[i * inner + k] as number;
        squares += value ** 2;
        for (let o = 0; o < outer; o++) {
          y[o] = (y[o] as number) + value * (weight[(Math.floor(k / 4) * outer + o) * 4 + (k % 4)] as number);
        }
      }
      const s = 1 / Math.sqrt(squares / inner + eps);
      if (mode === gated) {
        const F = outer / 2;
        for (let f = 0; f < F; f++) {
          const gate = s * (y[f] as number);
          out[i * F + f] = (gate / (1 + Math.exp(-gate))) * s * (y[F + f] as number);
        }
      } else {
        for (let o = 0; o < outer; o++) {
          const at = i * outer + o;
          out[at] = mode === added ? (out[at] as number) + (y[o] as number) : s * (y[o] as number);
        }
      }
    }
  },
  tolerance: { value: 2e-5, reason: "sums of `inner` products and squares in single precision" },
  cases: [
    problem("norm before, in blocks of four columns", normed, 37, 35, 48, 84),
    problem("norm before, rows and columns beyond a tile", normed, 37, 35, 24, 75),
    problem("added to what is there", added, 37, 37, 16, 70),
    problem("gated", gated, 19, 18, 12, 92),
    problem("added, in blocks of four columns", added, 21, 20, 24, 20),
    problem("gated, in blocks of four columns", gated, 17, 17, 12, 88),
    problem("one row, one column", normed, 1, 1, 4, 1),
    problem("all rows have ended", added, 9, 0, 8, 5),
    problem("no rows", normed, 0, 0, 8, 5),
  ],
  timing: problem("micro, q k v of 128 rows", normed, 128, 128, 96, 288),
  work: ({ rows, inner, outer }) => ({
    flops: 2 * rows * inner * outer,
    bytes: 4 * (rows * inner + inner * outer + rows * outer),
  }),
});
