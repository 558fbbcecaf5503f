import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { scoreTokens } from "./spec.ts";

export const scoreTokensTfjs = defineComposition(
  scoreTokens,
  ({ x, table, targets }, { rows, width, vocab, temperature }) => {
    const ids = tf.range(0, vocab, 1, "int32");
    const hits = tf.cast(tf.equal(tf.reshape(targets, [rows, 1]), ids), "float32");
    const tokens = tf.reshape<tf.Rank.R2>(table, [vocab, width]);
    const logits = tf.matMul(tf.reshape<tf.Rank.R2>(x, [rows, width]), tf.transpose(tokens));
    const z = tf.mul(logits, 1 / temperature);
    const top = tf.max(z, 1, true);
    const lse = tf.add(tf.log(tf.sum(tf.exp(tf.sub(z, top)), 1, true)), top);
    const logP = tf.sub(z, lse);
    return {
      logProbs: tf.sum(tf.mul(logP, hits), 1),
      entropies: tf.neg(tf.sum(tf.mul(tf.exp(logP), logP), 1)),
      lse,
    };
  },
);
