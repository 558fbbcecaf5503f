import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { matmulNN } from "./spec.ts";

export const matmulNNTfjs = defineComposition(matmulNN, ({ a, b }, { m, n, k }) => ({
  out: tf.matMul(tf.reshape<tf.Rank.R2>(a, [m, k]), tf.reshape<tf.Rank.R2>(b, [k, n])),
}));
