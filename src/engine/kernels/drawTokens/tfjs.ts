import * as tf from "@tensorflow/tfjs-core";
import { counterUniform } from "../../../lib/counterUniform.ts";
import { nucleusMask } from "../../tfjs/nucleusMask.ts";
import { ENTRY, HEADER } from "../../webgpu/rollout/rowList.ts";
import { defineComposition } from "../composition.ts";
import { putAt, rowListTensors } from "../rowListTensors.ts";
import { drawTokens } from "./spec.ts";

export const drawTokensTfjs = defineComposition(
  drawTokens,
  ({ list, logits, tokens, logProbs }, { rows, vocab, share, temperature, topP, seed, step, maxNewTokens }) => {
    if (rows === 0) return { list: tf.clone(list), tokens, logProbs };
    const { used, row, drawn } = rowListTensors(list, rows);
    const places = tf.add(tf.mul(row, maxNewTokens), drawn) as tf.Tensor1D;
    // The numbers of all places, from the CPU: tfjs has no exact products of 32-bit integers everywhere.
    const all = Float32Array.from({ length: tokens.size }, (_, at) =>
      counterUniform(seed, step, Math.floor(at / maxNewTokens), at % maxNewTokens),
    );
    const u = tf.gather(tf.tensor1d(all), tf.cast(places, "int32"));
    const groups = tf.cast(tf.floor(tf.div(tf.add(tf.range(0, rows), 0.5), share)), "int32");
    const z: tf.Tensor2D = tf.gather(tf.div(tf.reshape<tf.Rank.R2>(logits, [-1, vocab]), temperature), groups);
    const logP = tf.logSoftmax(z);
    const p = tf.exp(logP);
    const uRows: tf.Tensor2D = tf.reshape(u, [rows, 1]);
    const q = topP < 1 ? tf.mul(p, nucleusMask(z, topP)) : p;
    const threshold = topP < 1 ? tf.mul(uRows, tf.sum(q, 1, true)) : uRows;
    const below = tf.lessEqual(tf.cumsum(q, 1), threshold);
    const index = tf.sum(tf.cast(below, "float32"), 1);
    const likeliest = tf.cast(tf.argMax(logP, 1), "float32");
    const token = tf.where(tf.less(index, vocab), index, likeliest) as tf.Tensor1D;
    const picked = tf.cast(tf.equal(tf.reshape(token, [rows, 1]), tf.range(0, vocab)), "float32");
    const logProb: tf.Tensor1D = tf.sum(tf.mul(picked, logP), 1);
    const entry = tf.add(tf.mul(tf.range(0, rows), ENTRY), HEADER) as tf.Tensor1D;
    const withTokens = putAt(list, tf.add(entry, 2), token, used);
    return {
      list: putAt(withTokens, tf.add(entry, 3), tf.add(drawn, 1), used),
      tokens: putAt(tokens, places, token, used),
      logProbs: putAt(logProbs, places, logProb, used),
    };
  },
);
