import * as tf from "@tensorflow/tfjs-core";
import type { ModelShape } from "../policy.ts";

// Types rather than interfaces, here and beside: only they pass through tf.tidy with their names.

/** A matrix as it is stored, [out, in], and transposed: tfjs-wasm multiplies a transposed operand several times slower. */
export type Matrix = {
  stored: tf.Tensor2D; // [out, in]
  transposed: tf.Tensor2D; // [in, out]
};

export type LayerTensors = {
  norm1: tf.Tensor1D; // [D]
  qkv: Matrix; // stored [3D, D]
  out: Matrix; // stored [D, D]
  norm2: tf.Tensor1D; // [D]
  gate: Matrix; // stored [F, D]
  up: Matrix; // stored [F, D]
  down: Matrix; // stored [D, F]
};

export type ModelTensors = {
  embedding: Matrix; // stored [V, D]
  layers: LayerTensors[];
  norm: tf.Tensor1D; // [D]
};

/** Cuts the flat parameter vector (storage order of `parameterSpecs`) into the tensors that the model multiplies with. */
export function cutModelTensors(shape: ModelShape, flat: tf.Tensor1D): ModelTensors {
  return tf.tidy(() => {
    const { vocabSize: V, width: D, mlpWidth: F } = shape;
    let at = 0;
    const take = (size: number): tf.Tensor1D => {
      const piece = tf.slice1d(flat, at, size);
      at += size;
      return piece;
    };
    const matrix = (out: number, into: number): Matrix => {
      const stored = tf.reshape<tf.Rank.R2>(take(out * into), [out, into]);
      return { stored, transposed: tf.transpose(stored) };
    };
    const embedding = matrix(V, D);
    const layers: LayerTensors[] = [];
    for (let l = 0; l < shape.layers; l++) {
      layers.push({
        norm1: take(D),
        qkv: matrix(3 * D, D),
        out: matrix(D, D),
        norm2: take(D),
        gate: matrix(F, D),
        up: matrix(F, D),
        down: matrix(D, F),
      });
    }
    return { embedding, layers, norm: take(D) };
  });
}

/** Gradients in the same form; `flattenGradients` lays them end to end in storage order. */
export type ModelGradients = {
  embedding: tf.Tensor2D;
  layers: Record<keyof LayerTensors, tf.Tensor>[];
  norm: tf.Tensor;
};

/** @returns [P] */
export function flattenGradients({ embedding, layers, norm }: ModelGradients): tf.Tensor1D {
  const parts: tf.Tensor[] = [embedding];
  for (const g of layers) parts.push(g.norm1, g.qkv, g.out, g.norm2, g.gate, g.up, g.down);
  parts.push(norm);
  return tf.concat1d(parts.map((part) => tf.reshape<tf.Rank.R1>(part, [part.size])));
}
