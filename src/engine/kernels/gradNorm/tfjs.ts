import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { gradNorm } from "./spec.ts";

export const gradNormTfjs = defineComposition(gradNorm, ({ gradients }) => ({
  out: gradients.size === 0 ? tf.zeros([1]) : tf.sqrt(tf.sum(tf.square(gradients))),
}));
