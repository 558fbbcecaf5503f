import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { decodeLinear, DECODE_LINEAR_MODE } from "./spec.ts";

export const decodeLinearTfjs = defineComposition(
  decodeLinear,
  ({ list, x, weight, out }, { rows, inner, outer, mode, eps }) => {
    const at = tf.reshape<tf.Rank.R2>(x, [rows, inner]);
    const packed = tf.reshape<tf.Rank.R3>(weight, [inner / 4, outer, 4]);
    const matrix = tf.reshape<tf.Rank.R2>(tf.transpose(packed, [0, 2, 1]), [inner, outer]);
    const y = tf.matMul(at, matrix);
    const normed = tf.mul(y, tf.rsqrt(tf.add(tf.mean(tf.square(at), 1, true), eps)));
    const F = outer / 2;
    const width = mode === DECODE_LINEAR_MODE.gated ? F : outer;
    const before = tf.reshape(out, [rows, width]);
    let after: tf.Tensor = normed;
    if (mode === DECODE_LINEAR_MODE.added) after = tf.add(before, y);
    else if (mode === DECODE_LINEAR_MODE.gated) {
      const gate = tf.slice(normed, [0, 0], [rows, F]);
      after = tf.mul(tf.mul(gate, tf.sigmoid(gate)), tf.slice(normed, [0, F], [rows, F]));
    }
    const going = tf.cast(tf.less(tf.range(0, rows, 1, "int32"), tf.slice(list, [0], [1])), "float32");
    const mask = tf.reshape(going, [rows, 1]);
    return { out: tf.add(tf.mul(mask, after), tf.mul(tf.sub(1, mask), before)) };
  },
);
