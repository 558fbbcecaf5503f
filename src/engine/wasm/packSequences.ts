import type { Sequence } from "../policy.ts";
import type { LinearMemory } from "./linearMemory.ts";
import { checkLength } from "./wasmModel.ts";

/** Sequences laid end to end, without padding, in linear memory. The last token of a sequence is only a target. */
export interface Packed {
  lengths: number[]; // inputs of each sequence
  N: number;
  S: number;
  longest: number;
  tokens: number; // int [N]
  positions: number; // int [N]
  scoredRows: number; // int [S]
  targets: number; // int [S]
}

/** Input tokens of a sequence: everything but the last. */
export const inputLength = (s: Sequence): number => s.prompt.length + s.completion.length - 1;

/** Every completion has at least one token. */
export function packSequences(memory: LinearMemory, batch: readonly Sequence[]): Packed {
  const lengths = batch.map(inputLength);
  const N = lengths.reduce((a, b) => a + b, 0);
  const S = batch.reduce((sum, s) => sum + s.completion.length, 0);
  const longest = Math.max(...lengths);
  checkLength(longest);
  const tokens = new Int32Array(N);
  const positions = new Int32Array(N);
  const scoredRows = new Int32Array(S);
  const targets = new Int32Array(S);
  let n = 0;
  let s = 0;
  batch.forEach(({ prompt, completion }, b) => {
    const T = lengths[b] as number;
    tokens.set(prompt, n);
    tokens.set(completion.subarray(0, completion.length - 1), n + prompt.length);
    for (let t = 0; t < T; t++) positions[n + t] = t;
    for (let t = 0; t < completion.length; t++) {
      scoredRows[s] = n + prompt.length - 1 + t;
      targets[s++] = completion[t] as number;
    }
    n += T;
  });
  return {
    lengths,
    N,
    S,
    longest,
    tokens: memory.allocFrom(tokens),
    positions: memory.allocFrom(positions),
    scoredRows: memory.allocFrom(scoredRows),
    targets: memory.allocFrom(targets),
  };
}
