import * as tf from "@tensorflow/tfjs-core";
import { ENTRY, HEADER, HEADER_TAKEN, HEADER_TOKENS } from "../../webgpu/rollout/rowList.ts";
import { defineComposition } from "../composition.ts";
import { putAt, rowListTensors } from "../rowListTensors.ts";
import { advanceRows } from "./spec.ts";

export const advanceRowsTfjs = defineComposition(
  advanceRows,
  ({ list, queue, next, fed }, { rows, eosToken, maxNewTokens }) => {
    const { used, count, slot, row, token, drawn } = rowListTensors(list, rows);
    const header = (at: number): tf.Tensor1D => tf.cast(tf.slice(list, [at], [1]), "float32");
    const taken = header(HEADER_TAKEN);
    const queued = tf.cast(tf.slice(queue, [0], [1]), "float32");
    const left = tf.sub(queued, taken);
    const over = tf.logicalOr(tf.equal(token, eosToken), tf.greaterEqual(drawn, maxNewTokens));
    const ended: tf.Tensor1D = tf.mul(tf.cast(over, "float32"), used);
    const before: tf.Tensor1D = tf.cumsum(ended, 0, true);
    const refilled = tf.mul(ended, tf.cast(tf.less(before, left), "float32"));
    const stays: tf.Tensor1D = tf.add(tf.sub(used, ended), refilled);
    // Room for the header alone where the queue is empty.
    const waiting = tf.cast(tf.pad(queue, [[0, ENTRY]]), "int32");
    const source = tf.mul(refilled, tf.add(HEADER, tf.mul(ENTRY, tf.add(taken, before))));
    const fresh = (column: number, old: tf.Tensor1D): tf.Tensor1D => {
      const value = tf.cast(tf.gather(waiting, tf.cast(tf.add(source, column), "int32")), "float32");
      return tf.where(tf.greater(refilled, 0), value, old);
    };
    const at = tf.add(tf.sub(tf.range(0, rows), before), tf.minimum(before, left)) as tf.Tensor1D;
    const place = tf.add(tf.mul(at, ENTRY), HEADER) as tf.Tensor1D;
    const columns = [slot, fresh(1, row), fresh(2, token), fresh(3, drawn)];
    let lists = next;
    columns.forEach((values, column) => {
      lists = putAt(lists, tf.add(place, column), values, stays);
    });
    const head = tf.concat([
      tf.reshape(tf.sum(stays), [1]),
      tf.add(taken, tf.sum(refilled)),
      tf.add(header(HEADER_TOKENS), tf.minimum(count, rows)),
      tf.zeros([1]),
    ]) as tf.Tensor1D;
    return {
      next: putAt(lists, tf.range(0, HEADER), head, tf.ones([HEADER])),
      fed: putAt(fed, at, columns[2] as tf.Tensor1D, stays),
    };
  },
);
