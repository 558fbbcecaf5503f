import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";

type B = "x" | "table" | "targets" | "logProbs" | "entropies" | "lse";
type S = "rows" | "width" | "vocab" | "temperature";

const problem = (
  name: string,
  rows: number,
  width: number,
  vocab: number,
  temperature: number,
  scale = 0.3,
): KernelCase<B, S> => ({
  name,
  scalars: { rows, width, vocab, temperature },
  make: (rng) => ({
    x: normals(rng, rows * width),
    table: normals(rng, vocab * width, scale),
    targets: Int32Array.from({ length: rows }, () => rng.int(0, vocab - 1)),
    logProbs: garbage(rows),
    entropies: garbage(rows),
    lse: garbage(rows),
  }),
});

/** Log-probs of given tokens and entropies (in nats) of the distributions that they are drawn from; the logits are not kept. */
export const scoreTokens = defineKernel<B, S>({
  name: "scoreTokens",
  formula:
    "z[v] = x[s] . table[v] / temperature; lse[s] = log sum_v exp z[v]; logProbs[s] = z[targets[s]] - lse[s]; " +
    "entropies[s] = lse[s] - sum_v exp(z[v] - lse[s]) z[v]",
  legend: { s: "rows", v: "vocab" },
  buffers: {
    x: { use: "in", type: "f32" }, // [rows, width]
    table: { use: "in", type: "f32" }, // [vocab, width]
    targets: { use: "in", type: "i32" }, // [rows]
    logProbs: { use: "out", type: "f32" }, // [rows]
    entropies: { use: "out", type: "f32" }, // [rows]
    lse: { use: "out", type: "f32" }, // [rows]
  },
  scalars: ["rows", "width", "vocab", "temperature"],
  reference({ x, table, targets, logProbs, entropies, lse }, { rows, width, vocab, temperature }) {
    const z = new Float64Array(vocab);
    for (let s = 0; s < rows; s++) {
      for (let v = 0; v < vocab; v++) {
        let dot = 0;
        for (let d = 0; d < width; d++) dot += (x[s * width + d] as number) * (table[v * width + d] as number);
        z[v] = dot / temperature;
      }
      const top = z.reduce((most, value) => Math.max(most, value), -Infinity);
      const log = top + Math.log(z.reduce((sum, value) => sum + Math.exp(value - top), 0));
      lse[s] = log;
      logProbs[s] = (z[targets[s] as number] as number) - log;
      entropies[s] = z.reduce((sum, value) => sum + Math.exp(value - log) * (log - value), 0);
    }
  },
  tolerance: { value: 2e-5, reason: "logits are sums of `width` products, then exponentials, in single precision" },
  cases: [
    problem("rows and vocabulary that do not fill a workgroup", 37, 96, 52, 1),
    problem("one value", 1, 1, 1, 1),
    problem("odd sizes, hot", 5, 7, 13, 1.7),
    problem("vocabulary larger than a workgroup, cold", 9, 24, 301, 0.6),
    problem("logits of a hundred and more", 19, 32, 64, 1, 8),
    problem("more rows than a slice", 4200, 8, 12, 1),
    problem("no rows", 0, 16, 20, 1),
  ],
  timing: problem("micro, 6400 tokens", 6400, 96, 192, 1),
  work: ({ rows, width, vocab }) => ({
    flops: rows * vocab * (2 * width + 5),
    bytes: 4 * (rows * width + vocab * width + 4 * rows),
  }),
});
