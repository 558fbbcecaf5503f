import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { matmulNTAdd } from "./spec.ts";

export const matmulNTAddTfjs = defineComposition(matmulNTAdd, ({ a, b, residual }, { m, n, k }) => ({
  out: tf.add(
    tf.reshape(residual, [m, n]),
    tf.matMul(tf.reshape<tf.Rank.R2>(a, [m, k]), tf.reshape<tf.Rank.R2>(b, [n, k]), false, true),
  ),
}));
