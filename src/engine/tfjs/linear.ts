import * as tf from "@tensorflow/tfjs-core";
import type { Matrix } from "./modelTensors.ts";
import { transposedTimes } from "./transposedTimes.ts";

/** From this inner size on, tfjs's WebGPU matmul may split the sum and add with float atomics, which does not repeat. */
const SPLIT_FROM = 2000;

/** y = x · Wᵀ: [N, in] → [N, out]. */
export const linear = (x: tf.Tensor2D, w: Matrix): tf.Tensor2D => tf.matMul(x, w.transposed);

/** dx = dy · W: [N, out] → [N, in]. */
export const linearBackward = (dy: tf.Tensor2D, w: Matrix): tf.Tensor2D => tf.matMul(dy, w.stored);

/**
 * dW = dyᵀ · x: [N, out], [N, in] → [out, in]. Long sums are cut into pieces, which are multiplied one by one: as a batch they would take
 * tfjs-wasm's slow path. N is a bucket size, so it can be halved until a piece is short enough.
 */
export function weightGradient(dy: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor2D {
  const [n, out] = dy.shape;
  const into = x.shape[1];
  let rows = n;
  while (rows >= SPLIT_FROM && rows % 2 === 0) rows /= 2;
  if (rows === n) return transposedTimes(dy, x);
  const pieces: tf.Tensor2D[] = [];
  for (let at = 0; at < n; at += rows) {
    pieces.push(transposedTimes(tf.slice2d(dy, [at, 0], [rows, out]), tf.slice2d(x, [at, 0], [rows, into])));
  }
  return tf.addN(pieces);
}
