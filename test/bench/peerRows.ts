import { counterUniform } from "../../src/lib/counterUniform.ts";
import type { Rollout } from "../../src/engine/policy.ts";
import type { SampleJob } from "./contestant.ts";

/** Tokens between two looks at who has finished, where tokens are drawn on the device. */
export const TOKENS_PER_READ = 16;

export interface PeerRow {
  index: number; // of the whole rollout
  prompt: number;
  promptLength: number;
  length: number; // at which it ends
  tokens: number[];
  logProbs: number[];
}

/** The rows of a rollout on the host's side, the same for both peers; a row ends at the length that the job gives it. */
export function peerRows({ prompts, groupSize, lengths }: SampleJob): PeerRow[] {
  return prompts.flatMap((prompt, p) =>
    Array.from({ length: groupSize }, (_, g): PeerRow => {
      const index = p * groupSize + g;
      const length = lengths[index] as number;
      return { index, prompt: p, promptLength: prompt.length, length, tokens: [], logProbs: [] };
    }),
  );
}

export const isDone = (row: PeerRow): boolean => row.tokens.length >= row.length;

/** Appends a token, unless the row has ended and is only carried along. */
export function take(row: PeerRow, token: number, logProb: number): void {
  if (isDone(row)) return;
  row.tokens.push(token);
  row.logProbs.push(logProb);
}

export const rolloutOf = (rows: readonly PeerRow[]): Rollout => ({
  completions: rows.map((row) => Int32Array.from(row.tokens)),
  logProbs: rows.map((row) => Float32Array.from(row.logProbs)),
});

/** Prompts right-padded to a common length: ids [P·L] and true lengths [P]. */
export function padPrompts(prompts: readonly Int32Array[], slots: number): { ids: Int32Array; lengths: Int32Array } {
  const ids = new Int32Array(prompts.length * slots);
  prompts.forEach((prompt, p) => ids.set(prompt, p * slots));
  return { ids, lengths: Int32Array.from(prompts, (prompt) => prompt.length) };
}

/**
 * Draws a token of one row of logits on the host, by the inverse of the cumulative distribution, with the same uniform numbers as our engine.
 *
 * @param at where the row begins
 */
export function drawOnHost(
  logits: Float32Array,
  at: number,
  V: number,
  seed: number,
  row: PeerRow,
): { token: number; logProb: number } {
  let largest = -Infinity;
  for (let j = 0; j < V; j++) largest = Math.max(largest, logits[at + j] as number);
  let sum = 0;
  for (let j = 0; j < V; j++) sum += Math.exp((logits[at + j] as number) - largest);
  let left = counterUniform(seed, 1, row.index, row.tokens.length) * sum;
  let token = 0;
  for (; token < V - 1; token++) {
    left -= Math.exp((logits[at + token] as number) - largest);
    if (left < 0) break;
  }
  return { token, logProb: (logits[at + token] as number) - largest - Math.log(sum) };
}
