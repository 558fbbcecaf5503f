import * as tf from "@tensorflow/tfjs-core";
import type { ModelShape } from "../policy.ts";
import { linear, linearBackward, weightGradient } from "./linear.ts";
import type { LayerTensors } from "./modelTensors.ts";
import { rope, ropeAngles, ropeBackward } from "./rope.ts";

/** Constants of one padded length T. */
export type AttentionTables = {
  cos: tf.Tensor4D; // [2, 1, T, C], queries scaled by 1/√C
  sin: tf.Tensor4D; // [2, 1, T, C]
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
    const C = shape.width / shape.heads;
    const { cos, sin } = ropeAngles(shape, T);
    const table = (data: Float32Array): tf.Tensor4D =>
      tf.reshape<tf.Rank.R4>(tf.transpose(tf.tensor3d(data, [T, 2, C]), [1, 0, 2]), [2, 1, T, C]);
    const mask = Float32Array.from({ length: T * T }, (_, i) => (i % T <= Math.floor(i / T) ? 0 : HIDDEN));
    return { cos: table(cos), sin: table(sin), mask: tf.tensor3d(mask, [1, T, T]) };
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
  const qkv = tf.transpose(tf.reshape(linear(x, layer.qkv), [B, T, 3, H, C]), [2, 0, 3, 1, 4]); // [3, B, H, T, C]
  const flat = tf.reshape<tf.Rank.R3>(qkv, [3 * B * H, T, C]);
  const v = tf.slice3d(flat, [2 * B * H, 0, 0], [B * H, T, C]);
  const qk = tf.reshape<tf.Rank.R4>(tf.slice3d(flat, [0, 0, 0], [2 * B * H, T, C]), [2, B * H, T, C]);
  const rotated = tf.reshape<tf.Rank.R3>(rope(qk, tables.cos, tables.sin), [2 * B * H, T, C]);
  const q = tf.slice3d(rotated, [0, 0, 0], [B * H, T, C]);
  const k = tf.slice3d(rotated, [B * H, 0, 0], [B * H, T, C]);
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
  const dv = tf.matMul(tf.transpose(weights, [0, 2, 1]), dHeads);
  const dWeights = tf.matMul(dHeads, tf.transpose(v, [0, 2, 1]));
  // Σ_s dWeights · weights over the keys is the same as dHeads · heads over the channels, and cheaper.
  const along = tf.sum(tf.mul(dHeads, heads), 2, true); // [BH, T, 1]
  const dScores: tf.Tensor3D = tf.mul(weights, tf.sub(dWeights, along));
  const dq = tf.matMul(dScores, k);
  const dk = tf.matMul(tf.transpose(dScores, [0, 2, 1]), q);
  const dqk = ropeBackward(tf.reshape<tf.Rank.R4>(tf.concat([dq, dk]), [2, B * H, T, C]), tables.cos, tables.sin);
  const dqkv = tf.reshape(tf.concat([tf.reshape(dqk, [2 * B * H, T, C]), dv]), [3, B, H, T, C]);
  const dOut = tf.reshape<tf.Rank.R2>(tf.transpose(dqkv, [1, 3, 0, 2, 4]), [B * T, 3 * D]);
  return {
    dx: linearBackward(dOut, layer.qkv),
    gradients: { qkv: weightGradient(dOut, x), out: weightGradient(dy, merged) },
  };
}
