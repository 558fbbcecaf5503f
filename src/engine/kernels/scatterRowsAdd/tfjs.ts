import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { scatterRowsAdd } from "./spec.ts";

/** A matrix that says which item belongs to which row, times the items. */
export const scatterRowsAddTfjs = defineComposition(scatterRowsAdd, ({ x, starts, items, out }, { rows, width }) => {
  if (items.size === 0) return { out };
  const places = tf.range(0, items.size, 1, "int32");
  const from = tf.reshape(tf.slice(starts, 0, rows), [rows, 1]);
  const to = tf.reshape(tf.slice(starts, 1, rows), [rows, 1]);
  const belongs = tf.cast(tf.logicalAnd(tf.greaterEqual(places, from), tf.less(places, to)), "float32");
  const sums = tf.matMul(belongs, tf.gather(tf.reshape(x, [-1, width]), items));
  return { out: tf.add(tf.reshape(out, [rows, width]), sums) };
});
