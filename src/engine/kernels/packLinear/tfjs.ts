import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { packLinear } from "./spec.ts";

export const packLinearTfjs = defineComposition(packLinear, ({ weight, gain }, { outer, inner, scaled }) => {
  const matrix = tf.reshape(weight, [outer, inner]);
  const values = scaled === 1 ? tf.mul(matrix, gain) : matrix;
  return { packed: tf.transpose(tf.reshape(values, [outer, inner / 4, 4]), [1, 0, 2]) };
});
