import { counterUniform } from "../../../lib/counterUniform.ts";
import { ENTRY, HEADER, HEADER_COUNT, rowList } from "../../webgpu/rollout/rowList.ts";
import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";

type B = "list" | "logits" | "tokens" | "logProbs";
type S = "rows" | "vocab" | "share" | "temperature" | "topP" | "seed" | "step" | "maxNewTokens";

const problem = (
  name: string,
  rows: number,
  vocab: number,
  share: number,
  spread: number,
  topP = 1,
): KernelCase<B, S> => ({
  name,
  scalars: { rows, vocab, share, temperature: 0.8, topP, seed: 7, step: 3, maxNewTokens: 5 },
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

/** The same with many equal logits. */
const tied = (name: string, rows: number, vocab: number, topP: number): KernelCase<B, S> => {
  const whole = problem(name, rows, vocab, 1, 1, topP);
  return {
    ...whole,
    make(rng) {
      const made = whole.make(rng);
      return { ...made, logits: made.logits.map(Math.round) };
    },
  };
};

/** What is left of the masses e: those of the largest logits, equal ones by index, until they add up to `least`. */
function nucleus(z: Float64Array, e: Float64Array, least: number): Float64Array {
  const order = [...z.keys()].sort((a, b) => (z[b] as number) - (z[a] as number) || a - b);
  const kept = new Float64Array(e.length);
  let mass = 0;
  for (const v of order) {
    if (mass >= least) break;
    kept[v] = e[v] as number;
    mass += e[v] as number;
  }
  return kept;
}

/** One token a row, by inversion of the cumulative distribution at lib/counterUniform.ts. */
export const drawTokens = defineKernel<B, S>({
  name: "drawTokens",
  formula:
    "p = softmax(logits[i div share] / temperature); q = p, but 0 outside the nucleus: the fewest tokens of the largest p, equal ones " +
    "by v, with sum p >= topP; token = first v with sum_{w<=v} q[w] > u(seed, step, row, drawn) · sum q, " +
    "the likeliest if rounding leaves none; tokens[row,drawn] = token; logProbs[row,drawn] = log p[token]; drawn += 1",
  legend: { i: "entry of the row list, below list[0]", u: "counterUniform, in [0, 1)", v: "below vocab" },
  buffers: {
    list: { use: "inout", type: "i32" }, // row list
    logits: { use: "in", type: "f32" }, // [rows / share, vocab]
    tokens: { use: "inout", type: "i32" }, // [rows of the rollout, maxNewTokens]
    logProbs: { use: "inout", type: "f32" }, // [rows of the rollout, maxNewTokens]
  },
  scalars: ["rows", "vocab", "share", "temperature", "topP", "seed", "step", "maxNewTokens"],
  reference({ list, logits, tokens, logProbs }, { rows, vocab, share, temperature, topP, seed, step, maxNewTokens }) {
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
      const kept = topP < 1 ? nucleus(z, e, topP * sum) : e;
      let left = counterUniform(seed, step, row, drawn) * kept.reduce((a, b) => a + b);
      let token = kept.findIndex((mass) => (left -= mass) < 0);
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
    problem("a nucleus", 40, 197, 1, 2, 0.9),
    problem("groups share a nucleus", 48, 24, 6, 1, 0.7),
    problem("a nucleus of one", 12, 24, 1, 1, 0.01),
    tied("a nucleus that ends among equals", 40, 48, 0.53),
    tied("nearly everything", 20, 192, 0.9999),
  ],
  timing: problem("micro, 128 rows", 128, 192, 1, 2),
  work: ({ rows, vocab }) => ({ flops: 8 * rows * vocab, bytes: 4 * rows * vocab }),
});
