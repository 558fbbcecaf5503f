import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { swiglu } from "./spec.ts";

export const swigluTfjs = defineComposition(swiglu, ({ gateUp }, { rows, width }) => {
  const both = tf.reshape<tf.Rank.R2>(gateUp, [rows, 2 * width]);
  const gate = tf.slice2d(both, [0, 0], [rows, width]);
  const up = tf.slice2d(both, [0, width], [rows, width]);
  return { out: tf.mul(tf.mul(gate, tf.sigmoid(gate)), up) };
});
