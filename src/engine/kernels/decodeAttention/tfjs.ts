import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { rowListTensors } from "../rowListTensors.ts";
import { decodeAttention } from "./spec.ts";

/** Added to scores of rows that an entry does not see. */
const HIDDEN = -1e9;

/** Every entry against all rows of all prompts, with a mask. */
export const decodeAttentionTfjs = defineComposition(
  decodeAttention,
  ({ list, starts, prompts, qkv, rotary, cache, out }, { rows, width, heads, groupSize, positions }) => {
    const C = width / heads;
    const { used, slot, row, drawn } = rowListTensors(list, rows);
    const integers = (x: tf.Tensor): tf.Tensor1D => tf.cast(tf.reshape(x, [rows]), "int32");
    const seen = (mask: tf.Tensor, columns: number): tf.Tensor =>
      tf.reshape(tf.mul(tf.sub(1, tf.cast(mask, "float32")), HIDDEN), [rows, 1, columns]);
    const upright = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [rows, 1]);

    const begins = tf.cast(starts, "float32");
    const prompt = tf.floor(tf.div(tf.add(row, 0.5), groupSize));
    const first = tf.gather(begins, integers(prompt));
    const end = tf.gather(begins, integers(tf.add(prompt, 1)));
    const position = tf.maximum(tf.sub(tf.add(tf.sub(end, first), drawn), 1), 0);
    const angles = tf.gather(tf.reshape(rotary, [-1, C / 2, 2]), integers(position));
    const [cos, sin] = [0, 1].map((which) =>
      tf.reshape(tf.slice(angles, [0, 0, which], [rows, C / 2, 1]), [rows, 1, C / 2]),
    ) as [tf.Tensor, tf.Tensor];
    const fresh = tf.reshape<tf.Rank.R4>(qkv, [rows, 3, heads, C]);
    const part = (which: number): tf.Tensor3D =>
      tf.reshape(tf.slice(fresh, [0, which, 0, 0], [rows, 1, heads, C]), [rows, heads, C]);
    const rotate = (x: tf.Tensor3D): tf.Tensor3D => {
      const a = tf.slice(x, [0, 0, 0], [rows, heads, C / 2]);
      const b = tf.slice(x, [0, 0, C / 2], [rows, heads, C / 2]);
      return tf.concat([tf.sub(tf.mul(a, cos), tf.mul(b, sin)), tf.add(tf.mul(b, cos), tf.mul(a, sin))], 2);
    };
    const q = rotate(part(0));
    const pair = tf.reshape(tf.stack([rotate(part(1)), part(2)], 1), [rows, 1, 2 * width]);

    // The caches of the entries' slots, with the new key and value in their place.
    const slots = cache.size / (positions * 2 * width);
    const caches = tf.reshape<tf.Rank.R3>(cache, [slots, positions, 2 * width]);
    const places = tf.range(0, positions);
    const here = tf.reshape(tf.cast(tf.equal(places, upright(tf.sub(drawn, 1))), "float32"), [rows, positions, 1]);
    const own = tf.add(tf.mul(tf.gather(caches, integers(slot)), tf.sub(1, here)), tf.mul(here, pair));
    const slotOf = tf.mul(tf.cast(tf.equal(upright(slot), tf.range(0, slots)), "float32"), upright(used));
    const moved = tf.matMul(slotOf, tf.reshape<tf.Rank.R2>(own, [rows, positions * 2 * width]), true);
    const touched = tf.reshape(tf.sum(slotOf, 0), [slots, 1, 1]);
    const newCache = tf.add(tf.mul(caches, tf.sub(1, touched)), tf.reshape(moved, [slots, positions, 2 * width]));

    // [rows, keys, 2, heads, C] → keys or values [rows, heads, keys, C]
    const byHead = (pairs: tf.Tensor, which: number): tf.Tensor4D => {
      const keys = pairs.size / (rows * 2 * width);
      const all = tf.slice(tf.reshape(pairs, [rows, keys, 2, width]), [0, 0, which, 0], [rows, keys, 1, width]);
      return tf.transpose(tf.reshape<tf.Rank.R4>(all, [rows, keys, heads, C]), [0, 2, 1, 3]);
    };
    const N = prompts.size / (3 * width);
    const shared = tf.slice(tf.reshape(prompts, [N, 3 * width]), [0, width], [N, 2 * width]);
    const everyPrompt = tf.tile(tf.reshape(shared, [1, N, 2 * width]), [rows, 1, 1]);
    const rowsOfAll = tf.range(0, N);
    const inPrompt = tf.logicalAnd(tf.greaterEqual(rowsOfAll, upright(first)), tf.less(rowsOfAll, upright(end)));
    const keys = tf.concat([byHead(everyPrompt, 0), byHead(own, 0)], 2);
    const values = tf.concat([byHead(everyPrompt, 1), byHead(own, 1)], 2);
    const mask = tf.concat([seen(inPrompt, N), seen(tf.less(places, upright(drawn)), positions)], 2);
    const scores = tf.reshape(tf.matMul(keys, tf.reshape<tf.Rank.R4>(q, [rows, heads, C, 1])), [
      rows,
      heads,
      N + positions,
    ]);
    const weights = tf.softmax(tf.add(tf.div(scores, Math.sqrt(C)), mask));
    const mixed = tf.matMul(tf.reshape<tf.Rank.R4>(weights, [rows, heads, 1, N + positions]), values);
    const before = tf.reshape(out, [rows, width]);
    return {
      cache: newCache,
      out: tf.where(tf.greater(tf.tile(upright(used), [1, width]), 0), tf.reshape(mixed, [rows, width]), before),
    };
  },
);
