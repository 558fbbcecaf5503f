import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { rmsNorm } from "./spec.ts";

export const rmsNormTfjs = defineComposition(rmsNorm, ({ x, gain }, { rows, width, eps }) => {
  const at = tf.reshape(x, [rows, width]);
  const invStd = tf.rsqrt(tf.add(tf.mean(tf.square(at), 1, true), eps));
  return { out: tf.mul(tf.mul(at, invStd), gain), invStd };
});
