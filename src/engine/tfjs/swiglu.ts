import * as tf from "@tensorflow/tfjs-core";
import { linear, linearBackward, weightGradient } from "./linear.ts";
import type { LayerTensors } from "./modelTensors.ts";

export type SwigluKept = {
  x: tf.Tensor2D; // [N, D]
  gate: tf.Tensor2D; // before the sigmoid, [N, F]
  up: tf.Tensor2D; // [N, F]
  sigmoid: tf.Tensor2D; // of gate, [N, F]
  inner: tf.Tensor2D; // silu(gate) · up, [N, F]
};

/** (silu(x·Gᵀ) · x·Uᵀ)·Dᵀ (Shazeer 2020). [N, D] → [N, D]. */
export function swiglu(x: tf.Tensor2D, layer: LayerTensors): { y: tf.Tensor2D; kept: SwigluKept } {
  const gate = linear(x, layer.gate);
  const up = linear(x, layer.up);
  const sigmoid = tf.sigmoid(gate);
  const inner: tf.Tensor2D = tf.mul(tf.mul(gate, sigmoid), up);
  return { y: linear(inner, layer.down), kept: { x, gate, up, sigmoid, inner } };
}

export function swigluBackward(dy: tf.Tensor2D, layer: LayerTensors, { x, gate, up, sigmoid, inner }: SwigluKept) {
  const dInner = linearBackward(dy, layer.down);
  const dUp: tf.Tensor2D = tf.mul(dInner, tf.mul(gate, sigmoid));
  // silu'(g) = σ(g) · (1 + g · (1 - σ(g)))
  const slope = tf.mul(sigmoid, tf.add(tf.mul(gate, tf.sub(1, sigmoid)), 1));
  const dGate: tf.Tensor2D = tf.mul(tf.mul(dInner, up), slope);
  return {
    dx: tf.add<tf.Tensor2D>(linearBackward(dGate, layer.gate), linearBackward(dUp, layer.up)),
    gradients: { gate: weightGradient(dGate, x), up: weightGradient(dUp, x), down: weightGradient(dy, inner) },
  };
}
