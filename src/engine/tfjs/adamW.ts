import * as tf from "@tensorflow/tfjs-core";
import type { AdamWOptions } from "../policy.ts";

/** Parameters or moments, all laid end to end: [P]. */
export type AdamWTensors = {
  weights: tf.Tensor1D;
  m: tf.Tensor1D;
  v: tf.Tensor1D;
};

/**
 * One step of AdamW (Loshchilov and Hutter 2019, algorithm 2) over the flat vectors; weight decay acts on every parameter.
 *
 * @param step number of this step, from 1
 * @param clip factor on the gradients from the global-norm clip
 */
export function adamW(
  { weights, m, v }: AdamWTensors,
  gradients: tf.Tensor1D,
  step: number,
  clip: number,
  { learningRate, beta1, beta2, epsilon, weightDecay }: AdamWOptions,
): AdamWTensors {
  return tf.tidy(() => {
    const g = tf.mul(gradients, clip);
    const mNext: tf.Tensor1D = tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1));
    const vNext: tf.Tensor1D = tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2));
    const denominator = tf.add(tf.sqrt(tf.mul(vNext, 1 / (1 - beta2 ** step))), epsilon);
    const move = tf.mul(tf.div(mNext, denominator), learningRate / (1 - beta1 ** step));
    // Not weights · (1 - rate · decay): in float32 that factor would keep only a digit or two of a small rate.
    const next: tf.Tensor1D = tf.sub(weights, tf.add(move, tf.mul(weights, learningRate * weightDecay)));
    return { weights: next, m: mNext, v: vNext };
  });
}

/**
 * Sums of squares of the gradients in rows of `width` values, read in one go. Every parameter is a whole number of rows, so the
 * sums also say which tensor is not finite.
 */
export const squaredRows = (gradients: tf.Tensor1D, width: number): tf.Tensor1D =>
  tf.tidy(() => tf.sum(tf.square(tf.reshape(gradients, [gradients.size / width, width])), 1));
