import * as tf from "@tensorflow/tfjs-core";
import type { ModelShape } from "../policy.ts";
import { linear, linearBackward, weightGradient } from "./linear.ts";
import type { ModelTensors } from "./modelTensors.ts";
import { oneHot } from "./oneHot.ts";
import { pick } from "./pick.ts";
import { rmsNorm, rmsNormBackward, type RmsNormKept } from "./rmsNorm.ts";

export type ScoresKept = {
  norm: RmsNormKept;
  hidden: tf.Tensor2D; // after the final norm, [S, D]
  logP: tf.Tensor2D; // [S, V]
  entropies: tf.Tensor1D; // [S]
};

/** Logits at some rows of the residual stream x [N, D] alone: rows [S] → [S, V]. */
export function logitsAt(x: tf.Tensor2D, rows: tf.Tensor1D, model: ModelTensors, shape: ModelShape) {
  const { y: hidden, kept: norm } = rmsNorm(tf.gather(x, rows), model.norm, shape.normEps);
  return { logits: linear(hidden, model.embedding), hidden, norm };
}

/**
 * Log-probs of the tokens that are there, and entropies, at a temperature.
 *
 * @param rows [S] the row of x that predicts each scored token
 * @param targets [S] the scored tokens
 */
export function scores(
  x: tf.Tensor2D,
  rows: tf.Tensor1D,
  targets: tf.Tensor1D,
  model: ModelTensors,
  shape: ModelShape,
  temperature: number,
): { logProbs: tf.Tensor1D; entropies: tf.Tensor1D; kept: ScoresKept } {
  const { logits, hidden, norm } = logitsAt(x, rows, model, shape);
  const z = tf.mul(logits, 1 / temperature);
  const shifted = tf.sub(z, tf.max(z, 1, true));
  const logP: tf.Tensor2D = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
  const entropies: tf.Tensor1D = tf.neg(tf.sum<tf.Tensor1D>(tf.mul(tf.exp(logP), logP), 1));
  return { logProbs: pick(logP, targets), entropies, kept: { norm, hidden, logP, entropies } };
}

/**
 * With p = softmax(z/τ): ∂logProb/∂z_j = (1[j is the token] - p_j)/τ, ∂entropy/∂z_j = -p_j (log p_j + entropy)/τ.
 *
 * @param places [N] the scored index of each row of x; S where it has none
 * @returns the gradient at x [N, D], of the final norm's gain, and of the embedding as far as it is the output matrix
 */
export function scoresBackward(
  dLogProbs: tf.Tensor1D,
  dEntropies: tf.Tensor1D | null,
  targets: tf.Tensor1D,
  places: tf.Tensor1D,
  model: ModelTensors,
  shape: ModelShape,
  temperature: number,
  { norm, hidden, logP, entropies }: ScoresKept,
) {
  const p = tf.exp(logP);
  const column = (values: tf.Tensor1D): tf.Tensor => tf.expandDims(values, 1);
  let dz: tf.Tensor2D = tf.mul(column(dLogProbs), tf.sub(oneHot(targets, shape.vocabSize), p));
  if (dEntropies) {
    const perEntropy = tf.mul(p, tf.add(logP, column(entropies)));
    dz = tf.sub(dz, tf.mul(column(dEntropies), perEntropy));
  }
  const dLogits: tf.Tensor2D = tf.mul(dz, 1 / temperature);
  const { dx: dPicked, dGain } = rmsNormBackward(linearBackward(dLogits, model.embedding), model.norm, norm);
  // A gather by the inverse index does the scatter: every row of x is scored once or not at all.
  const dx: tf.Tensor2D = tf.gather(tf.concat2d([dPicked, tf.zeros<tf.Rank.R2>([1, shape.width])], 0), places);
  return { dx, norm: dGain, embedding: weightGradient(dLogits, hidden) };
}
