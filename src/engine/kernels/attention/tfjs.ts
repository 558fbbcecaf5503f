import * as tf from "@tensorflow/tfjs-core";
import { joinHeads, overQueries, splitHeads } from "../attentionSlices.ts";
import { defineComposition } from "../composition.ts";
import { attention } from "./spec.ts";

export const attentionTfjs = defineComposition(attention, ({ qkv, begins }, { rows, width, heads }) => {
  const [q, k, v] = splitHeads(qkv, rows, width, heads) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
  const slices = overQueries(q, k, begins, ({ scores }) => {
    const top = tf.max(scores, 2, true);
    const weights = tf.exp(tf.sub(scores, top));
    const sum = tf.sum(weights, 2, true);
    const out: tf.Tensor3D = tf.matMul(tf.div<tf.Tensor3D>(weights, sum), v);
    const lse: tf.Tensor3D = tf.add(top, tf.log(sum));
    return { out: joinHeads(out), lse: joinHeads(lse) };
  });
  const all = [...slices];
  const joined = (parts: tf.Tensor2D[]): tf.Tensor2D => tf.concat2d(parts, 0);
  return { out: joined(all.map(({ out }) => out)), lse: joined(all.map(({ lse }) => lse)) };
});
