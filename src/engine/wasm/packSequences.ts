import type { Sequence } from "../policy.ts";
import type { LinearMemory } from "./linearMemory.ts";
import { inputLength, type Packed } from "./packedPass.ts";

/** Lays sequences end to end in linear memory; sequences with nothing to score are left out. */
export function packSequences(memory: LinearMemory, batch: readonly Sequence[]): Packed {
  const used = batch.filter((s) => s.completion.length > 0);
  const lengths = used.map(inputLength);
  const N = lengths.reduce((a, b) => a + b, 0);
  const S = used.reduce((sum, s) => sum + s.completion.length, 0);
  const tokens = new Int32Array(N);
  const positions = new Int32Array(N);
  const scoredRows = new Int32Array(S);
  const targets = new Int32Array(S);
  let n = 0;
  let s = 0;
  used.forEach((sequence, b) => {
    const { prompt, completion } = sequence;
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
    longest: Math.max(0, ...lengths),
    tokens: memory.allocFrom(tokens),
    positions: memory.allocFrom(positions),
    scoredRows: memory.allocFrom(scoredRows),
    targets: memory.allocFrom(targets),
  };
}
