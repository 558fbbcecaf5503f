import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { swigluBackward } from "./spec.ts";

export const swigluBackwardTfjs = defineComposition(swigluBackward, ({ gateUp, dOut }, { rows, width }) => {
  const both = tf.reshape<tf.Rank.R2>(gateUp, [rows, 2 * width]);
  const gate = tf.slice2d(both, [0, 0], [rows, width]);
  const up = tf.slice2d(both, [0, width], [rows, width]);
  const d = tf.reshape<tf.Rank.R2>(dOut, [rows, width]);
  const sigmoid = tf.sigmoid(gate);
  const slope = tf.mul(sigmoid, tf.add(tf.mul(gate, tf.sub(1, sigmoid)), 1));
  const dGate: tf.Tensor2D = tf.mul(tf.mul(d, up), slope);
  const dUp: tf.Tensor2D = tf.mul(tf.mul(d, gate), sigmoid);
  return { dGateUp: tf.concat2d([dGate, dUp], 1) };
});
