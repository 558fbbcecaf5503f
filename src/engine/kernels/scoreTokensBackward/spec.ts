import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";
import { scoreTokens } from "../scoreTokens/spec.ts";

type B = "x" | "table" | "targets" | "entropies" | "lse" | "dLogProbs" | "dEntropies" | "dx" | "dTable";
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
  make(rng) {
    const x = normals(rng, rows * width);
    const table = normals(rng, vocab * width, scale);
    const targets = Int32Array.from({ length: rows }, () => rng.int(0, vocab - 1));
    const fresh = (): Float64Array => new Float64Array(rows);
    const [logProbs, entropies, lse] = [fresh(), fresh(), fresh()];
    const inputs = { x: Float64Array.from(x), table: Float64Array.from(table), targets: Float64Array.from(targets) };
    scoreTokens.reference({ ...inputs, logProbs, entropies, lse }, { rows, width, vocab, temperature });
    return {
      x,
      table,
      targets,
      entropies: Float32Array.from(entropies),
      lse: Float32Array.from(lse),
      dLogProbs: normals(rng, rows),
      dEntropies: normals(rng, rows, 0.1),
      dx: garbage(rows * width),
      dTable: normals(rng, vocab * width),
    };
  },
});

/** Gradient of scoreTokens: dx is overwritten, dTable added to. The logits are computed again. */
export const scoreTokensBackward = defineKernel<B, S>({
  name: "scoreTokensBackward",
  formula:
    "z[v] = x[s] . table[v] / temperature; p[v] = exp(z[v] - lse[s]); " +
    "dz[s,v] = (dLogProbs[s] ((v = targets[s]) - p[v]) - dEntropies[s] p[v] (z[v] - lse[s] + entropies[s])) / temperature; " +
    "dx[s] = sum_v dz[s,v] table[v]; dTable[v] += sum_s dz[s,v] x[s]",
  legend: { s: "rows", v: "vocab" },
  buffers: {
    x: { use: "in", type: "f32" }, // [rows, width]
    table: { use: "in", type: "f32" }, // [vocab, width]
    targets: { use: "in", type: "i32" }, // [rows]
    entropies: { use: "in", type: "f32" }, // [rows]
    lse: { use: "in", type: "f32" }, // [rows]
    dLogProbs: { use: "in", type: "f32" }, // [rows]
    dEntropies: { use: "in", type: "f32" }, // [rows]
    dx: { use: "out", type: "f32" }, // [rows, width]
    dTable: { use: "inout", type: "f32" }, // [vocab, width]
  },
  scalars: ["rows", "width", "vocab", "temperature"],
  reference(
    { x, table, targets, entropies, lse, dLogProbs, dEntropies, dx, dTable },
    { rows, width, vocab, temperature },
  ) {
    dx.fill(0);
    for (let s = 0; s < rows; s++) {
      for (let v = 0; v < vocab; v++) {
        let dot = 0;
        for (let d = 0; d < width; d++) dot += (x[s * width + d] as number) * (table[v * width + d] as number);
        const logP = dot / temperature - (lse[s] as number);
        const p = Math.exp(logP);
        const byLogProb = (dLogProbs[s] as number) * ((targets[s] === v ? 1 : 0) - p);
        const byEntropy = (dEntropies[s] as number) * p * (logP + (entropies[s] as number));
        const dz = (byLogProb - byEntropy) / temperature;
        for (let d = 0; d < width; d++) {
          const i = s * width + d;
          const j = v * width + d;
          dx[i] = (dx[i] as number) + dz * (table[j] as number);
          dTable[j] = (dTable[j] as number) + dz * (x[i] as number);
        }
      }
    }
  },
  tolerance: {
    value: 1e-4,
    reason: "exponentials of sums of `width` products, and sums over all rows, in single precision",
  },
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
    flops: rows * vocab * (6 * width + 10),
    bytes: 4 * (2 * rows * width + 3 * vocab * width + 5 * rows),
  }),
});
