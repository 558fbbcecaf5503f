import * as tf from "@tensorflow/tfjs-core";

/**
 * int32 [S] → [S, V] of zeros and ones. Made as integers and cast: asked for floats, tfjs-wasm 4.22 writes integers into them. (Comparing
 * with a range would broadcast, for which it takes 200 ns a value.)
 */
export const oneHot = (ids: tf.Tensor1D, V: number): tf.Tensor2D =>
  tf.cast(tf.reshape<tf.Rank.R2>(tf.oneHot(ids, V, 1, 0, "int32"), [ids.size, V]), "float32");
