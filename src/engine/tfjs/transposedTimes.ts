import * as tf from "@tensorflow/tfjs-core";

/**
 * aᵀ · b over the last two axes. tfjs-wasm gets the transpose made beforehand: with a transposed operand it multiplies several times
 * slower. The others read it transposed.
 */
export function transposedTimes<T extends tf.Tensor>(a: T, b: T): T {
  if (tf.getBackend() !== "wasm") return tf.matMul(a, b, true, false);
  return tf.matMul(tf.transpose(a, a.rank === 2 ? [1, 0] : [0, 2, 1]), b);
}
