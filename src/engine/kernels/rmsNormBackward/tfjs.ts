import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { rmsNormBackward } from "./spec.ts";

export const rmsNormBackwardTfjs = defineComposition(
  rmsNormBackward,
  ({ x, gain, invStd, dOut, dx, dGain }, { rows, width }) => {
    if (rows === 0) return { dGain: tf.clone(dGain) };
    const at = tf.reshape(x, [rows, width]);
    const d = tf.reshape(dOut, [rows, width]);
    const inv = tf.reshape(invStd, [rows, 1]);
    const byX = tf.mul(d, at);
    const share = tf.mul(tf.mean(tf.mul(byX, gain), 1, true), tf.mul(tf.square(inv), inv));
    const step = tf.sub(tf.mul(tf.mul(d, gain), inv), tf.mul(at, share));
    return {
      dx: tf.add(tf.reshape(dx, [rows, width]), step),
      dGain: tf.add(dGain, tf.sum(tf.mul(byX, inv), 0)),
    };
  },
);
