import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { scoreTokensBackward } from "./spec.ts";

export const scoreTokensBackwardTfjs = defineComposition(
  scoreTokensBackward,
  ({ x, table, targets, entropies, lse, dLogProbs, dEntropies, dTable }, { rows, width, vocab, temperature }) => {
    // tfjs-wasm leaves a product over no rows unwritten.
    if (rows === 0) return { dTable: tf.clone(dTable) };
    const column = (values: tf.Tensor1D): tf.Tensor2D => tf.reshape<tf.Rank.R2>(values, [rows, 1]);
    const hidden = tf.reshape<tf.Rank.R2>(x, [rows, width]);
    const ids = tf.range(0, vocab, 1, "int32");
    const hits = tf.cast(tf.equal(tf.reshape(targets, [rows, 1]), ids), "float32");
    const tokens = tf.reshape<tf.Rank.R2>(table, [vocab, width]);
    const logP = tf.sub(tf.mul(tf.matMul(hidden, tf.transpose(tokens)), 1 / temperature), column(lse));
    const p = tf.exp(logP);
    const byLogProb = tf.mul(column(dLogProbs), tf.sub(hits, p));
    const byEntropy = tf.mul(column(dEntropies), tf.mul(p, tf.add(logP, column(entropies))));
    const dz: tf.Tensor2D = tf.mul(tf.sub(byLogProb, byEntropy), 1 / temperature);
    const step = tf.matMul(tf.transpose(dz), hidden);
    return { dx: tf.matMul(dz, tokens), dTable: tf.add(tf.reshape<tf.Rank.R2>(dTable, [vocab, width]), step) };
  },
);
