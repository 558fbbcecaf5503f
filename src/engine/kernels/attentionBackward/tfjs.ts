import * as tf from "@tensorflow/tfjs-core";
import { joinHeads, overQueries, splitHeads } from "../attentionSlices.ts";
import { defineComposition } from "../composition.ts";
import { attentionBackward } from "./spec.ts";

export const attentionBackwardTfjs = defineComposition(
  attentionBackward,
  ({ qkv, begins, out, lse, dOut }, { rows, width, heads }) => {
    const hd = width / heads;
    const perHead = (x: tf.Tensor1D, size: number): tf.Tensor3D =>
      tf.transpose(tf.reshape<tf.Rank.R3>(x, [rows, heads, size]), [1, 0, 2]);
    const [q, k, v] = splitHeads(qkv, rows, width, heads) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
    const d = perHead(dOut, hd);
    const delta: tf.Tensor3D = tf.sum(tf.mul(d, perHead(out, hd)), 2, true);
    const log = perHead(lse, 1);
    const slices = overQueries(q, k, begins, ({ first, count, scores }) => {
      const part = (x: tf.Tensor3D): tf.Tensor3D => tf.slice3d(x, [0, first, 0], [heads, count, x.shape[2]]);
      const p: tf.Tensor3D = tf.exp(tf.sub(scores, part(log)));
      const dP = tf.matMul(part(d), tf.transpose(v, [0, 2, 1]));
      const dS: tf.Tensor3D = tf.mul(tf.mul(p, tf.sub(dP, part(delta))), 1 / Math.sqrt(hd));
      const dQ: tf.Tensor3D = tf.matMul(dS, k);
      const dK: tf.Tensor3D = tf.matMul(tf.transpose(dS, [0, 2, 1]), part(q));
      const dV: tf.Tensor3D = tf.matMul(tf.transpose(p, [0, 2, 1]), part(d));
      return { dQ, dKV: tf.concat3d([dK, dV], 0) };
    });
    const dQs: tf.Tensor3D[] = [];
    let dKV = tf.zeros<tf.Rank.R3>([2 * heads, rows, hd]);
    for (const slice of slices) {
      dQs.push(slice.dQ);
      const before = dKV;
      dKV = tf.add<tf.Tensor3D>(before, slice.dKV);
      tf.dispose([before, slice.dKV]);
    }
    return { dQkv: tf.concat2d([joinHeads(tf.concat3d(dQs, 1)), joinHeads(dKV)], 1) };
  },
);
