import * as tf from "@tensorflow/tfjs-core";
import { transposedTimes } from "../../tfjs/transposedTimes.ts";
import { defineComposition } from "../composition.ts";
import { matmulTNAdd } from "./spec.ts";

export const matmulTNAddTfjs = defineComposition(matmulTNAdd, ({ a, b, out }, { m, n, k }) => {
  if (k === 0) return { out };
  const sums = transposedTimes(tf.reshape<tf.Rank.R2>(a, [k, m]), tf.reshape<tf.Rank.R2>(b, [k, n]));
  return { out: tf.add(tf.reshape(out, [m, n]), sums) };
});
