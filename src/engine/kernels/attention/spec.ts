import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";
import { packedRows } from "../packedRows.ts";

type B = "qkv" | "begins" | "out" | "lse";
type S = "rows" | "width" | "heads";

const problem = (
  name: string,
  lengths: readonly number[],
  width: number,
  heads: number,
  scale = 1,
): KernelCase<B, S> => {
  const { begins } = packedRows(lengths);
  const rows = begins.length;
  return {
    name,
    scalars: { rows, width, heads },
    make: (rng) => ({
      qkv: normals(rng, rows * 3 * width, scale),
      begins: begins.slice(),
      out: garbage(rows * width),
      lse: garbage(rows * heads),
    }),
  };
};

/** Causal self-attention over sequences that lie end to end: a token sees its own sequence up to itself. */
export const attention = defineKernel<B, S>({
  name: "attention",
  formula:
    "s[j] = q[t,h] . k[j,h] / sqrt(hd), begins[t] <= j <= t; lse[t,h] = log sum_j exp s[j]; " +
    "out[t,h] = sum_j exp(s[j] - lse[t,h]) v[j,h]",
  legend: { t: "rows", j: "rows", h: "heads", hd: "width / heads" },
  buffers: {
    qkv: { use: "in", type: "f32" }, // [rows, 3, heads, hd]
    begins: { use: "in", type: "i32" }, // [rows]
    out: { use: "out", type: "f32" }, // [rows, heads, hd]
    lse: { use: "out", type: "f32" }, // [rows, heads]
  },
  scalars: ["rows", "width", "heads"],
  reference({ qkv, begins, out, lse }, { rows, width, heads }) {
    const hd = width / heads;
    for (let t = 0; t < rows; t++) {
      for (let h = 0; h < heads; h++) {
        const scores: number[] = [];
        const first = begins[t] as number;
        for (let j = first; j <= t; j++) {
          let dot = 0;
          for (let d = 0; d < hd; d++) {
            dot += (qkv[t * 3 * width + h * hd + d] as number) * (qkv[(3 * j + 1) * width + h * hd + d] as number);
          }
          scores.push(dot / Math.sqrt(hd));
        }
        const top = Math.max(...scores);
        const sum = scores.reduce((total, score) => total + Math.exp(score - top), 0);
        lse[t * heads + h] = top + Math.log(sum);
        for (let d = 0; d < hd; d++) {
          let mixed = 0;
          scores.forEach((score, i) => {
            mixed += Math.exp(score - top) * (qkv[(3 * (first + i) + 2) * width + h * hd + d] as number);
          });
          out[t * width + h * hd + d] = mixed / sum;
        }
      }
    }
  },
  tolerance: { value: 1e-4, reason: "exponentials of scores that are sums of hd products in single precision" },
  cases: [
    problem("sequences of many lengths, one longer than a tile", [1, 5, 83, 2, 31, 10], 96, 4),
    problem("one token", [1], 2, 1),
    problem("head width not a multiple of four, empty sequences between", [40, 0, 0, 7], 18, 3),
    problem("wide heads", [70, 3, 66], 80, 2),
    problem("long sequence", [210], 48, 2),
    problem("scores of a hundred and more", [20, 45], 24, 1, 6),
    problem(
      "many sequences",
      Array.from({ length: 80 }, (_, i) => 5 + (i % 11)),
      12,
      2,
    ),
    problem("no tokens", [], 16, 2),
  ],
  timing: problem(
    "micro, 8192 tokens in sequences of 64",
    Array.from({ length: 128 }, () => 64),
    96,
    4,
  ),
  // At sequences of 64 tokens, as in the timing: a token sees 32.5 keys on average.
  work: ({ rows, width, heads }) => ({
    flops: 4 * 32.5 * rows * width,
    bytes: 4 * (4 * rows * width + rows + rows * heads),
  }),
});
