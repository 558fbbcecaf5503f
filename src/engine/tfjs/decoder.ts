import * as tf from "@tensorflow/tfjs-core";
import type { ModelShape } from "../policy.ts";
import { attentionTables, HIDDEN } from "./attention.ts";
import { linear } from "./linear.ts";
import type { LayerTensors, ModelTensors } from "./modelTensors.ts";
import { rmsNorm } from "./rmsNorm.ts";
import { rope, type Rotation } from "./rope.ts";
import { logitsAt } from "./scores.ts";
import { swiglu } from "./swiglu.ts";
import { transformer } from "./transformer.ts";

/** Padded prompts: [P, L], unused rows and places 0. */
export interface PaddedPrompts {
  ids: Int32Array; // [P·L]
  lengths: Int32Array; // [P], at least 1
  slots: number; // L
}

/**
 * The key-value cache of B rows that advance together, one token a step. Slots 0 … L-1 hold the prompt (right-padded, padding masked), slot L+i
 * token i of the completion. Everything stays on the device.
 */
export class Decoder {
  private constructor(
    private readonly shape: ModelShape,
    private readonly model: ModelTensors,
    private keys: tf.Tensor4D[], // per layer, [B, H, slots, C]
    private values: tf.Tensor4D[], // per layer, [B, H, slots, C]
    private mask: tf.Tensor3D, // [B, 1, slots]
  ) {}

  /**
   * Runs each prompt once and repeats its cache for the rows that share it.
   *
   * @param rowPrompts [B] which prompt a row continues
   * @returns the decoder and the logits of each row's first token [B, V]
   */
  static prefill(shape: ModelShape, model: ModelTensors, prompts: PaddedPrompts, rowPrompts: Int32Array) {
    const { ids, lengths, slots } = prompts;
    const P = lengths.length;
    const state = tf.tidy(() => {
      const tables = attentionTables(shape, slots);
      const { x, kept } = transformer(tf.tensor1d(ids, "int32"), model, tables, shape, P);
      const last = tf.tensor1d(
        lengths.map((length, p) => p * slots + length - 1),
        "int32",
      );
      const rows = tf.tensor1d(rowPrompts, "int32");
      const spread = (cache: tf.Tensor): tf.Tensor4D =>
        tf.gather(tf.reshape<tf.Rank.R4>(cache, [P, shape.heads, slots, shape.width / shape.heads]), rows);
      const mask = Float32Array.from({ length: P * slots }, (_, i) =>
        i % slots < (lengths[Math.floor(i / slots)] as number) ? 0 : HIDDEN,
      );
      return {
        keys: kept.map((layer) => spread(layer.attention.k)),
        values: kept.map((layer) => spread(layer.attention.v)),
        mask: tf.gather(tf.tensor3d(mask, [P, 1, slots]), rows),
        logits: tf.gather(logitsAt(x, last, model, shape).logits, rows),
      };
    });
    const decoder = new Decoder(shape, model, state.keys, state.values, state.mask);
    return { decoder, logits: state.logits };
  }

  get slots(): number {
    return this.mask.shape[2];
  }

  /** Room for more tokens: the cache is padded with masked slots. */
  grow(slots: number): void {
    const more = slots - this.slots;
    if (more <= 0) return;
    this.replace({
      keys: this.keys.map((cache) =>
        tf.pad4d(cache, [
          [0, 0],
          [0, 0],
          [0, more],
          [0, 0],
        ]),
      ),
      values: this.values.map((cache) =>
        tf.pad4d(cache, [
          [0, 0],
          [0, 0],
          [0, more],
          [0, 0],
        ]),
      ),
      mask: tf.pad3d(
        this.mask,
        [
          [0, 0],
          [0, 0],
          [0, more],
        ],
        HIDDEN,
      ),
    });
  }

  /** Keeps some rows only, in the order given. */
  select(rows: tf.Tensor1D): void {
    this.replace({
      keys: this.keys.map((cache) => tf.gather(cache, rows)),
      values: this.values.map((cache) => tf.gather(cache, rows)),
      mask: tf.gather(this.mask, rows),
    });
  }

  /**
   * Puts one token a row into a slot and returns the logits of the next [B, V].
   *
   * @param slot one-hot over the slots, [slots]
   * @param rotation of each row's position, cos and sin [B, 2, 1, C]
   */
  step(ids: tf.Tensor1D, slot: tf.Tensor1D, rotation: Rotation): tf.Tensor2D {
    const { logits, ...next } = tf.tidy(() => {
      const { shape, model } = this;
      const mask: tf.Tensor3D = tf.add(this.mask, tf.mul(slot, -HIDDEN));
      const place = tf.reshape(slot, [1, 1, this.slots, 1]);
      const keys: tf.Tensor4D[] = [];
      const values: tf.Tensor4D[] = [];
      let x: tf.Tensor2D = tf.gather(model.embedding.stored, ids);
      for (const [l, layer] of model.layers.entries()) {
        const normed = rmsNorm(x, layer.norm1, shape.normEps).y;
        const { q, k, v } = this.project(normed, layer, rotation);
        const K: tf.Tensor4D = tf.add(this.keys[l] as tf.Tensor4D, tf.mul(k, place));
        const V: tf.Tensor4D = tf.add(this.values[l] as tf.Tensor4D, tf.mul(v, place));
        keys.push(K);
        values.push(V);
        x = tf.add(x, linear(this.attend(q, K, V, mask), layer.out));
        x = tf.add(x, swiglu(rmsNorm(x, layer.norm2, shape.normEps).y, layer).y);
      }
      return { logits: linear(rmsNorm(x, model.norm, shape.normEps).y, model.embedding), keys, values, mask };
    });
    this.replace(next);
    return logits;
  }

  dispose(): void {
    tf.dispose([this.keys, this.values, this.mask]);
  }

  private project(x: tf.Tensor2D, layer: LayerTensors, rotation: Rotation) {
    const B = x.shape[0];
    const { width: D, heads: H } = this.shape;
    const C = D / H;
    const qkv = tf.reshape<tf.Rank.R4>(linear(x, layer.qkv), [B, 3, H, C]);
    const rotated = rope(tf.slice4d(qkv, [0, 0, 0, 0], [B, 2, H, C]), rotation);
    return {
      q: tf.reshape<tf.Rank.R4>(tf.slice4d(rotated, [0, 0, 0, 0], [B, 1, H, C]), [B, H, C, 1]),
      k: tf.reshape<tf.Rank.R4>(tf.slice4d(rotated, [0, 1, 0, 0], [B, 1, H, C]), [B, H, 1, C]),
      v: tf.reshape<tf.Rank.R4>(tf.slice4d(qkv, [0, 2, 0, 0], [B, 1, H, C]), [B, H, 1, C]),
    };
  }

  /** One query a row and head over its cache: [B, D]. */
  private attend(q: tf.Tensor4D, keys: tf.Tensor4D, values: tf.Tensor4D, mask: tf.Tensor3D): tf.Tensor2D {
    const [B, H, slots, C] = keys.shape;
    const scores = tf.add(tf.reshape(tf.matMul(keys, q), [B, H, slots]), mask);
    const weights = tf.reshape(tf.softmax(scores), [B, H, 1, slots]);
    return tf.reshape<tf.Rank.R2>(tf.matMul(weights, values), [B, H * C]);
  }

  private replace(next: { keys: tf.Tensor4D[]; values: tf.Tensor4D[]; mask: tf.Tensor3D }): void {
    this.dispose();
    // The cache outlives whatever tidy a step runs in.
    this.keys = next.keys.map(tf.keep);
    this.values = next.values.map(tf.keep);
    this.mask = tf.keep(next.mask);
  }
}
