import type { AdamWOptions, Rollout, Sequence, Weights } from "../../src/engine/policy.ts";

export type ContestantName = "ours" | "tfjs" | "jax";

/** One rollout: prompts × groupSize rows, prompt-major, at temperature 1. */
export interface SampleJob {
  prompts: readonly Int32Array[];
  groupSize: number;
  seed: number;
  maxNewTokens: number;
  /** Our engine ends a row at this token. */
  eosToken: number;
  /** Tokens of each row as our engine produced them: the peers end their rows there, so that all produce the same number. */
  lengths: Int32Array; // [B]
}

/** One update: forward, objective's gradient, backward, AdamW. */
export interface UpdateJob {
  batch: readonly Sequence[]; // B sequences, S scored tokens
  oldLogProbs: Float32Array; // [S]
  advantages: Float64Array; // [B]
  adam: AdamWOptions;
}

/** Somebody who is measured. All hold the same weights at the start; none is asked for two things at once. */
export interface Contestant {
  readonly name: ContestantName;
  /** What it is and what it was given the choice of: a line for the output. */
  readonly description: string;
  sample(job: SampleJob): Promise<Rollout>;
  /** Of the completions' tokens, laid end to end, by a full forward at temperature 1: [S]. */
  logProbs(batch: readonly Sequence[]): Promise<Float32Array>;
  /** Returns when the new weights are there, or all commands for them are submitted. */
  update(job: UpdateJob): Promise<void>;
  weights(): Promise<Weights>;
  /** Puts weights and an optimiser that has not yet stepped in place of what is there. */
  reset(weights: Weights): Promise<void>;
  /** Bytes held, as far as the library says. */
  bytes(): number | null;
  dispose(): Promise<void>;
}
