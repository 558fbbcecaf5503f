import type { ModelShape, SampleOptions } from "../../policy.ts";
import type { BufferView } from "../gpu.ts";
import type { Prefill } from "../prefill.ts";
import type { DecodeWeights } from "./decodeWeights.ts";

/** One rollout: what is drawn from, and where its state lies on the device. */
export interface RolloutPlan {
  shape: ModelShape;
  options: SampleOptions;
  weights: DecodeWeights;
  prefill: Prefill;
  groupSize: number;
  /** B. */
  rows: number;
  /** Rows that decode together. */
  slots: number;
  /** Tokens that a slot's cache holds: the last token of a row is drawn, but never fed. */
  positions: number;
  /** Floats from one layer's caches to the next. */
  layerStride: number;
  rotary: BufferView; // [positions, head width / 2, 2]
  cache: BufferView; // layers of [slots, positions, 2, D], layerStride apart
  starts: BufferView; // [P + 1]
  /** Row list of the rows that go on after their first token. */
  queue: BufferView;
  /** Row list of the slots' rows. */
  list: BufferView;
  fed: BufferView; // [slots]
  /** Tokens, then log-probs: [2, resultStride]; both [B, maxNewTokens]. A token that was not drawn is -1. */
  results: BufferView;
  tokens: BufferView;
  logProbs: BufferView;
  /** Numbers from the first token to the first log-prob. */
  resultStride: number;
}

/** "batched": a few dispatches a token, all rows in step. "persistent": workgroups that carry their rows through many tokens. */
export type DecodeName = "batched" | "persistent";

/** One way to draw the tokens after the first. */
export interface DecodeRun {
  /** Slots draw their tokens at the same time; otherwise one may be a slice ahead of another. */
  readonly inStep: boolean;
  /** Records the drawing of up to `tokens` further tokens in every slot. Nothing is left to do for a slot without a row. */
  record(tokens: number): void;
  /** Row list whose header says how many rows are going and how many tokens were drawn. */
  list(): BufferView;
}
