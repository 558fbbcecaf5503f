import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { matmulNT } from "./spec.ts";

export const matmulNTTfjs = defineComposition(matmulNT, ({ a, b }, { m, n, k }) => ({
  out: tf.matMul(tf.reshape<tf.Rank.R2>(a, [m, k]), tf.reshape<tf.Rank.R2>(b, [n, k]), false, true),
}));
