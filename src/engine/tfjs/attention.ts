import * as tf from "@tensorflow/tfjs-core";
import type { ModelShape } from "../policy.ts";
import { linear, linearBackward, weightGradient } from "./linear.ts";
import type { LayerTensors } from "./modelTensors.ts";
import { rope, ropeAngles, ropeBackward, type Rotation, swapMatrix } from "./rope.ts";
import { transposedTimes } from "./transposedTimes.ts";

/** Constants of one padded length T. */
export type AttentionTables = {
  rotation: Rotation; // cos and sin [2H, T, C]: queries, scaled by 1/√C, then keys
  mask: tf.Tensor3D; // [1, T, T]: 0 where a key may be seen, else a large negative number
};

export type AttentionKept = {
  x: tf.Tensor2D; // [N, D]
  q: tf.Tensor3D; // rotated and scaled, [BH, T, C]
  k: tf.Tensor3D; // rotated, [BH, T, C]
  v: tf.Tensor3D; // [BH, T, C]
  weights: tf.Tensor3D; // [BH, T, T]
  heads: tf.Tensor3D; // what the heads say, [BH, T, C]
  merged: tf.Tensor2D; // the same side by side, [N, D]
};

export const HIDDEN = -1e9;

export function attentionTables(shape: ModelShape, T: number): AttentionTables {
  return tf.tidy(() => {
    const H = shape.heads;
    const C = shape.width / H;
    const { cos, sin } = ropeAngles(shape, T);
    const table = (data: Float32Array): tf.Tensor => {
      const both = tf.reshape(tf.transpose(tf.tensor3d(data, [T, 2, C]), [1, 0, 2]), [2, 1, T, C]);
      return tf.reshape(tf.tile(both, [1, H, 1, 1]), [2 * H, T, C]);
    };
    const mask = Float32Array.from({ length: T * T }, (_, i) => (i % T <= Math.floor(i / T) ? 0 : HIDDEN));
    const rotation = { cos: table(cos), sin: table(sin), swap: swapMatrix(C) };
    return { rotation, mask: tf.tensor3d(mask, [1, T, T]) };
  });
}

/** Causal self-attention over right-padded rows: x [B·T, D] → [B·T, D]. Padding comes last, so no real token sees it. */
export function attention(
  x: tf.Tensor2D,
  layer: LayerTensors,
  tables: AttentionTables,
  shape: ModelShape,
  B: number,
): { y: tf.Tensor2D; kept: AttentionKept } {
  const { width: D, heads: H } = shape;
  const C = D / H;
  const T = x.shape[0] / B;
  // Four axes, not five: for more than four tfjs-wasm transposes value by value.
  const qkv = tf.transpose(tf.reshape<tf.Rank.R4>(linear(x, layer.qkv), [B, T, 3 * H, C]), [0, 2, 1, 3]); // [B, 3H, T, C]
  const rotated = rope(tf.slice4d(qkv, [0, 0, 0, 0], [B, 2 * H, T, C]), tables.rotation);
  const part = (of: tf.Tensor4D, first: number): tf.Tensor3D =>
    tf.reshape<tf.Rank.R3>(tf.slice4d(of, [0, first, 0, 0], [B, H, T, C]), [B * H, T, C]);
  const q = part(rotated, 0);
  const k = part(rotated, H);
  const v = part(qkv, 2 * H);
  const weights = tf.softmax<tf.Tensor3D>(tf.add(tf.matMul(q, tf.transpose(k, [0, 2, 1])), tables.mask));
  const heads: tf.Tensor3D = tf.matMul(weights, v);
  const merged = tf.reshape<tf.Rank.R2>(tf.transpose(tf.reshape(heads, [B, H, T, C]), [0, 2, 1, 3]), [B * T, D]);
  return { y: linear(merged, layer.out), kept: { x, q, k, v, weights, heads, merged } };
}

export function attentionBackward(
  dy: tf.Tensor2D,
  layer: LayerTensors,
  tables: AttentionTables,
  shape: ModelShape,
  B: number,
  { x, q, k, v, weights, heads, merged }: AttentionKept,
) {
  const { width: D, heads: H } = shape;
  const C = D / H;
  const T = x.shape[0] / B;
  const dMerged = tf.reshape(linearBackward(dy, layer.out), [B, T, H, C]);
  const dHeads = tf.reshape<tf.Rank.R3>(tf.transpose(dMerged, [0, 2, 1, 3]), [B * H, T, C]);
  const dv = transposedTimes(weights, dHeads);
  const dWeights = tf.matMul(dHeads, tf.transpose(v, [0, 2, 1]));
  // Σ_s dWeights · weights over the keys is the same as dHeads · heads over the channels, and cheaper.
  const along = tf.sum(tf.mul(dHeads, heads), 2, true); // [BH, T, 1]
  const dScores: tf.Tensor3D = tf.mul(weights, tf.sub(dWeights, along));
  const dq: tf.Tensor3D = tf.matMul(dScores, k);
  const dk = transposedTimes(dScores, q);
  const back = (d: tf.Tensor3D): tf.Tensor4D => tf.reshape(d, [B, H, T, C]);
  const dqk = ropeBackward(tf.concat4d([back(dq), back(dk)], 1), tables.rotation);
  const dqkv = tf.transpose(tf.concat4d([dqk, back(dv)], 1), [0, 2, 1, 3]); // [B, T, 3H, C]
  const dOut = tf.reshape<tf.Rank.R2>(dqkv, [B * T, 3 * D]);
  return {
    dx: linearBackward(dOut, layer.qkv),
    gradients: { qkv: weightGradient(dOut, x), out: weightGradient(dy, merged) },
  };
}
