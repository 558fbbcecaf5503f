import * as tf from "@tensorflow/tfjs-core";

/** int32 [S] → [S, V] of zeros and ones. */
export const oneHot = (ids: tf.Tensor1D, V: number): tf.Tensor2D =>
  tf.cast(tf.equal(tf.expandDims(ids, 1), tf.range(0, V, 1, "int32")), "float32");
