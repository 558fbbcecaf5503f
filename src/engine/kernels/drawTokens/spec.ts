import { counterUniform } from "../../../lib/counterUniform.ts";
import { ENTRY, HEADER, HEADER_COUNT, rowList } from "../../webgpu/rollout/rowList.ts";
import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";

type B = "list" | "logits" | "tokens" | "logProbs";
type S = "rows" | "vocab" | "share" | "temperature" | "seed" | "step" | "maxNewTokens";

const problem = (name: string, rows: number, vocab: number, share: number, spread: number): KernelCase<B, S> => ({
  name,
  scalars: { rows, vocab, share, temperature: 0.8, seed: 7, step: 3, maxNewTokens: 5 },
  make: (rng) => ({
    list: rowList(
      Array.from({ length: rows }, (_, i) => ({ slot: i, row: rows - 1 - i, token: 0, drawn: i % 5 })),
      0,
      0,
      rows + 1,
    ),
    logits: normals(rng, Math.ceil(rows / share) * vocab, spread),
    tokens: new Int32Array(rows * 5).fill(-1),
    logProbs: garbage(rows * 5),
  }),
});

/** One token a row, by inversion of the cumulative distribution at lib/counterUniform.ts. */
export const drawTokens = defineKernel<B, S>({
  name: "drawTokens",
  formula:
    "p = softmax(logits[i div share] / temperature); token = first v with sum_{w<=v} p[w] > u(seed, step, row, drawn), " +
    "the likeliest if rounding leaves none; tokens[row,drawn] = token; logProbs[row,drawn] = log p[token]; drawn += 1",
  legend: { i: "entry of the row list, below list[0]", u: "counterUniform, in [0, 1)", v: "below vocab" },
  buffers: {
    list: { use: "inout", type: "i32" }, // row list
    logits: { use: "in", type: "f32" }, // [rows / share, vocab]
    tokens: { use: "inout", type: "i32" }, // [rows of the rollout, maxNewTokens]
    logProbs: { use: "inout", type: "f32" }, // [rows of the rollout, maxNewTokens]
  },
  scalars: ["rows", "vocab", "share", "temperature", "seed", "step", "maxNewTokens"],
  reference({ list, logits, tokens, logProbs }, { rows, vocab, share, temperature, seed, step, maxNewTokens }) {
    const count = Math.min(rows, list[HEADER_COUNT] as number);
    for (let i = 0; i < count; i++) {
      const entry = HEADER + ENTRY * i;
      const row = list[entry + 1] as number;
      const drawn = list[entry + 3] as number;
      const from = Math.floor(i / share) * vocab;
      const z = logits.slice(from, from + vocab);
      const top = z.reduce((a, b) => Math.max(a, b));
      const e = z.map((value) => Math.exp((value - top) / temperature));
      const sum = e.reduce((a, b) => a + b);
      let left = counterUniform(seed, step, row, drawn) * sum;
      let token = e.findIndex((mass) => (left -= mass) < 0);
      if (token < 0) token = z.indexOf(top);
      tokens[row * maxNewTokens + drawn] = token;
      logProbs[row * maxNewTokens + drawn] = ((z[token] as number) - top) / temperature - Math.log(sum);
      list[entry + 2] = token;
      list[entry + 3] = drawn + 1;
    }
  },
  tolerance: { value: 1e-5, reason: "exponentials and their sum in single precision; tokens must be the same" },
  cases: [
    problem("a vocabulary beyond a workgroup", 21, 197, 1, 2),
    problem("groups share their logits", 24, 24, 6, 1),
    problem("peaked", 9, 50, 1, 30),
    problem("one word", 1, 1, 1, 1),
    problem("no rows", 0, 8, 1, 1),
  ],
  timing: problem("micro, 128 rows", 128, 192, 1, 2),
  work: ({ rows, vocab }) => ({ flops: 8 * rows * vocab, bytes: 4 * rows * vocab }),
});
