import * as tf from "@tensorflow/tfjs-core";
import type { Matrix } from "./modelTensors.ts";

/** From this inner size on, tfjs's WebGPU matmul may split the sum and add with float atomics, which does not repeat. */
const SPLIT_FROM = 2000;

/** y = x · Wᵀ: [N, in] → [N, out]. */
export const linear = (x: tf.Tensor2D, w: Matrix): tf.Tensor2D => tf.matMul(x, w.transposed);

/** dx = dy · W: [N, out] → [N, in]. */
export const linearBackward = (dy: tf.Tensor2D, w: Matrix): tf.Tensor2D => tf.matMul(dy, w.stored);

/** dW = dyᵀ · x: [N, out], [N, in] → [out, in]. N is a bucket size, so it can be halved until a piece is short enough. */
export function weightGradient(dy: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor2D {
  const [n, out] = dy.shape;
  let pieces = 1;
  while (n / pieces >= SPLIT_FROM && n % (2 * pieces) === 0) pieces *= 2;
  if (pieces === 1) return tf.matMul(tf.transpose(dy), x);
  const rows = n / pieces;
  const left = tf.transpose(tf.reshape(dy, [pieces, rows, out]), [0, 2, 1]);
  return tf.sum<tf.Tensor2D>(tf.matMul(left, tf.reshape(x, [pieces, rows, x.shape[1]])), 0);
}
