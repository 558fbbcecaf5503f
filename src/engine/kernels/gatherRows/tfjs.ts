import * as tf from "@tensorflow/tfjs-core";
import { defineComposition } from "../composition.ts";
import { gatherRows } from "./spec.ts";

export const gatherRowsTfjs = defineComposition(gatherRows, ({ table, rows }, { width }) => ({
  out: tf.gather(tf.reshape(table, [-1, width]), rows),
}));
