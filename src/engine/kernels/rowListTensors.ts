import * as tf from "@tensorflow/tfjs-core";
import { ENTRY, HEADER } from "../webgpu/rollout/rowList.ts";

/** A row list taken apart by tfjs: the columns of its entries, and 1 for those that are in it. Floats, exact below 2^24. */
export function rowListTensors(list: tf.Tensor1D, rows: number) {
  const count = tf.cast(tf.slice(list, [0], [1]), "float32");
  const entries = tf.cast(tf.reshape(tf.slice(list, [HEADER], [ENTRY * rows]), [rows, ENTRY]), "float32");
  const column = (c: number): tf.Tensor1D => tf.reshape(tf.slice(entries, [0, c], [rows, 1]), [rows]);
  const used: tf.Tensor1D = tf.cast(tf.less(tf.range(0, rows), count), "float32");
  // What lies behind the list may be anything.
  const known = (c: number): tf.Tensor1D => tf.where(tf.greater(used, 0), column(c), tf.zerosLike(used));
  return { used, count, slot: known(0), row: known(1), token: known(2), drawn: known(3) };
}

/** `before` with values[i] put at at[i] where used[i] is 1. Places are different from each other. */
export function putAt(before: tf.Tensor1D, at: tf.Tensor1D, values: tf.Tensor1D, used: tf.Tensor1D): tf.Tensor1D {
  // Unused ones go to a place of their own behind the end.
  const size = before.size + 1;
  const places = tf.cast(tf.add(tf.mul(at, used), tf.mul(before.size, tf.sub(1, used))), "int32");
  const indices = tf.reshape<tf.Rank.R2>(places, [-1, 1]);
  const put = (what: tf.Tensor1D): tf.Tensor1D =>
    tf.slice(tf.scatterND(indices, tf.mul(what, used), [size]) as tf.Tensor1D, [0], [before.size]);
  const result = tf.where(tf.greater(put(tf.onesLike(used)), 0), put(values), tf.cast(before, "float32"));
  return tf.cast(result, before.dtype);
}
