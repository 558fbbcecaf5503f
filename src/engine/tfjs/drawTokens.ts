import * as tf from "@tensorflow/tfjs-core";
import { nucleusMask } from "./nucleusMask.ts";
import { pick } from "./pick.ts";

/** Ones on and above the diagonal, [V, V]: p · U is the cumulative sum in one multiplication, and never falls from one column to the next. */
export const cumulative = (V: number): tf.Tensor2D =>
  tf.tensor2d(
    Float32Array.from({ length: V * V }, (_, i) => (i % V >= Math.floor(i / V) ? 1 : 0)),
    [V, V],
  );

/**
 * Draws a token per row by the inverse of the cumulative distribution: the number of cumulative probabilities that are at most u.
 * (Not `tf.multinomial`: on WebGPU it returns token 0 for row 0, always.)
 *
 * @param logits [B, V]
 * @param uniforms [B], in [0, 1)
 * @param topP below 1: only tokens of the nucleus are drawn
 * @returns ids int32 [B] and their log-probs [B] at the temperature, of the whole distribution
 */
export function drawTokens(
  logits: tf.Tensor2D,
  uniforms: tf.Tensor1D,
  sums: tf.Tensor2D,
  temperature: number,
  topP: number,
): { ids: tf.Tensor1D; logProbs: tf.Tensor1D } {
  return tf.tidy(() => {
    const [B, V] = logits.shape;
    const z: tf.Tensor2D = tf.mul(logits, 1 / temperature);
    const p: tf.Tensor2D = tf.softmax(z);
    const kept: tf.Tensor2D = topP < 1 ? tf.mul(p, nucleusMask(z, topP)) : p;
    const upTo: tf.Tensor2D = tf.matMul(kept, sums);
    const threshold = tf.mul(tf.reshape(uniforms, [B, 1]), tf.slice2d(upTo, [0, V - 1], [B, 1]));
    // The last column is left out, so that rounding cannot count past the vocabulary.
    const below = tf.lessEqual(tf.slice2d(upTo, [0, 0], [B, V - 1]), threshold);
    const ids: tf.Tensor1D = tf.cast(tf.sum<tf.Tensor1D>(tf.cast(below, "float32"), 1), "int32");
    return { ids, logProbs: tf.log(pick(p, ids)) };
  });
}
