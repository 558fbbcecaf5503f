import type { Sequence } from "../../engine/policy.ts";

/** What a fine-tuner minimises: how an example becomes sequences, and what their log-probs are worth. */
export interface FineTuneObjective<Item> {
  /** What errors call the run. */
  name: string;
  /** The sequences of one example; they always stand in one batch, in this order. */
  sequences(item: Item): readonly Sequence[];
  /**
   * Loss of a batch and its derivative by each log-prob.
   *
   * @param logProbs [S] of the completion tokens of all sequences laid end to end, temperature 1
   */
  loss(logProbs: Float32Array, batch: readonly Item[]): { loss: number; dLogProbs: Float32Array };
}
