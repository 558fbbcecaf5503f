import * as tf from "@tensorflow/tfjs-core";

/** What the backward pass needs. */
export type RmsNormKept = {
  normed: tf.Tensor2D; // x · scale, [N, D]
  scale: tf.Tensor2D; // 1 / √(mean(x²) + ε), [N, 1]
};

/** y = x / √(mean(x²) + ε) · gain (Zhang and Sennrich 2019). x [N, D], gain [D]. */
export function rmsNorm(x: tf.Tensor2D, gain: tf.Tensor1D, eps: number): { y: tf.Tensor2D; kept: RmsNormKept } {
  const scale: tf.Tensor2D = tf.rsqrt(tf.add(tf.mean<tf.Tensor2D>(tf.square(x), 1, true), eps));
  const normed: tf.Tensor2D = tf.mul(x, scale);
  return { y: tf.mul(normed, gain), kept: { normed, scale } };
}

export function rmsNormBackward(
  dy: tf.Tensor2D,
  gain: tf.Tensor1D,
  { normed, scale }: RmsNormKept,
): { dx: tf.Tensor2D; dGain: tf.Tensor1D } {
  const dNormed = tf.mul(dy, gain);
  const along = tf.mean(tf.mul(dNormed, normed), 1, true); // [N, 1]
  return {
    dx: tf.mul(scale, tf.sub(dNormed, tf.mul(normed, along))),
    dGain: tf.sum<tf.Tensor1D>(tf.mul(dy, normed), 0),
  };
}
