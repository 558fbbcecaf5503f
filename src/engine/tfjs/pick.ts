import * as tf from "@tensorflow/tfjs-core";

/** values[s, columns[s]]: [S, V], int32 [S] → [S]. */
export function pick(values: tf.Tensor2D, columns: tf.Tensor1D): tf.Tensor1D {
  const [S, V] = values.shape;
  const index: tf.Tensor1D = tf.add(tf.range(0, S * V, V, "int32"), columns);
  return tf.gather(tf.reshape<tf.Rank.R1>(values, [S * V]), index);
}
