import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { rope } from "./spec.ts";

export const ropeTfjs = defineComposition(rope, ({ qkv, positions, table }, { rows, width, heads, sign }) => {
  const half = width / heads / 2;
  const parts = tf.reshape<tf.Rank.R3>(qkv, [rows, 6 * heads, half]);
  const angles = tf.gather(tf.reshape<tf.Rank.R2>(table, [table.size / (2 * half), 2 * half]), positions);
  const pairs = tf.reshape<tf.Rank.R3>(angles, [rows, half, 2]);
  const cos = tf.reshape(tf.slice3d(pairs, [0, 0, 0], [rows, half, 1]), [rows, 1, half]);
  const sin = tf.mul(tf.reshape(tf.slice3d(pairs, [0, 0, 1], [rows, half, 1]), [rows, 1, half]), sign);
  // The two halves of a head become neighbours on an axis of their own.
  const both = tf.reshape<tf.Rank.R4>(tf.slice3d(parts, [0, 0, 0], [rows, 4 * heads, half]), [
    rows,
    2 * heads,
    2,
    half,
  ]);
  const side = (which: number): tf.Tensor =>
    tf.reshape(tf.slice4d(both, [0, 0, which, 0], [rows, 2 * heads, 1, half]), [rows, 2 * heads, half]);
  const [a, b] = [side(0), side(1)];
  const first = tf.sub<tf.Tensor>(tf.mul(a, cos), tf.mul(b, sin));
  const second = tf.add<tf.Tensor>(tf.mul(b, cos), tf.mul(a, sin));
  const turned = tf.reshape<tf.Rank.R2>(tf.stack([first, second], 2), [rows, 2 * width]);
  const values = tf.slice2d(tf.reshape<tf.Rank.R2>(qkv, [rows, 3 * width]), [0, 2 * width], [rows, width]);
  return { qkv: tf.concat2d([turned, values], 1) };
});
