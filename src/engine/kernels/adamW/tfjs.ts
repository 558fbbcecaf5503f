import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { adamW } from "./spec.ts";

const LARGEST = 3.4e38;

export const adamWTfjs = defineComposition(adamW, ({ weights, gradients, m, v, norm }, s) => {
  const finite = tf.lessEqual(norm, LARGEST);
  const clip =
    s.maxGradNorm > 0
      ? tf.where(tf.greater(norm, s.maxGradNorm), tf.div(s.maxGradNorm, tf.add(norm, 1e-6)), tf.onesLike(norm))
      : tf.onesLike(norm);
  const g = tf.mul(gradients, clip);
  const mean = tf.add(tf.mul(m, s.beta1), tf.mul(g, 1 - s.beta1));
  const square = tf.add(tf.mul(v, s.beta2), tf.mul(tf.square(g), 1 - s.beta2));
  const step = tf.div(tf.div(mean, s.correction1), tf.add(tf.sqrt(tf.div(square, s.correction2)), s.epsilon));
  const moved = tf.sub(tf.mul(weights, 1 - s.learningRate * s.weightDecay), tf.mul(step, s.learningRate));
  const all = tf.broadcastTo(finite, [s.count]);
  return {
    weights: tf.where(all, moved, weights),
    m: tf.where(all, mean, m),
    v: tf.where(all, square, v),
    gradients: tf.zerosLike(gradients),
  };
});
