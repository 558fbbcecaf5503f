import * as tf from "@tensorflow/tfjs-core";
import { bucket } from "../../../src/engine/tfjs/buckets.ts";
import { Decoder } from "../../../src/engine/tfjs/decoder.ts";
import type { Matrix, ModelTensors } from "../../../src/engine/tfjs/modelTensors.ts";
import { ropeAngles, swapMatrix } from "../../../src/engine/tfjs/rope.ts";
import type { ModelShape, Rollout } from "../../../src/engine/policy.ts";
import type { SampleJob } from "../contestant.ts";
import {
  drawOnHost,
  isDone,
  padPrompts,
  type PeerRow,
  peerRows,
  rolloutOf,
  take,
  TOKENS_PER_READ,
} from "../peerRows.ts";
import type { PeerLayer } from "../peerWeights.ts";
import type { TfjsModel } from "./tfjsModel.ts";

/**
 * Rollouts of plain tfjs: the key-value cache of our own tfjs policy, logits read once a token and drawn from on the host. Rows that have ended
 * are dropped when the rest fit a smaller bucket, and the cache grows in buckets, so that few shapes occur.
 */
export async function tfjsSample(model: TfjsModel, shape: ModelShape, job: SampleJob): Promise<Rollout> {
  const all = peerRows(job);
  const slots = bucket(Math.max(...job.prompts.map(({ length }) => length)), 8);
  const rowPrompts = Int32Array.from(all, ({ prompt }) => prompt);
  const tensors = matricesOf(model);
  const { decoder, logits: first } = Decoder.prefill(
    shape,
    tensors,
    { ...padPrompts(job.prompts, slots), slots },
    rowPrompts,
  );
  const tables = rotationTables(shape, bucket(slots + job.maxNewTokens));
  let rows = all;
  let logits = first;
  try {
    for (let count = 0; ; count++) {
      const values = await logits.data<"float32">();
      logits.dispose();
      const ids = rows.map((row, b) => {
        const { token, logProb } = drawOnHost(values, b * shape.vocabSize, shape.vocabSize, job.seed, row);
        take(row, token, logProb);
        return token;
      });
      if (rows.every(isDone)) return rolloutOf(all);
      const kept = stillNeeded(rows);
      if (kept) {
        tf.tidy(() => decoder.select(tf.tensor1d(kept, "int32")));
        const before = rows;
        rows = Array.from(kept, (b, i) => fillerIfRepeated(before[b] as PeerRow, b, i, kept));
      }
      const fed = kept ? Array.from(kept, (b) => ids[b] as number) : ids;
      const slot = slots + count;
      if (slot >= decoder.slots) decoder.grow(bucket(slot + TOKENS_PER_READ));
      logits = tf.tidy(() => {
        const positions = tf.tensor1d(
          rows.map(({ promptLength }) => promptLength + count),
          "int32",
        );
        const rotation = {
          cos: turn(tables.cos, positions),
          sin: turn(tables.sin, positions),
          swap: tables.swap,
        };
        const place = Float32Array.from({ length: decoder.slots }, (_, i) => (i === slot ? 1 : 0));
        return decoder.step(tf.tensor1d(fed, "int32"), tf.tensor1d(place), rotation);
      });
    }
  } finally {
    decoder.dispose();
    tf.dispose([tables, tensors]);
  }
}

type Tables = { cos: tf.Tensor2D; sin: tf.Tensor2D; swap: tf.Tensor2D };

function rotationTables(shape: ModelShape, length: number): Tables {
  const C = shape.width / shape.heads;
  const { cos, sin } = ropeAngles(shape, length);
  return { cos: tf.tensor2d(cos, [length, 2 * C]), sin: tf.tensor2d(sin, [length, 2 * C]), swap: swapMatrix(C) };
}

const turn = (table: tf.Tensor2D, positions: tf.Tensor1D): tf.Tensor4D => {
  const C = (table.shape[1] as number) / 2;
  return tf.reshape<tf.Rank.R4>(tf.gather(table, positions), [positions.size, 2, 1, C]);
};

/** The rows to go on with, padded to a smaller bucket with the first of them; null while nothing is won. */
function stillNeeded(rows: readonly PeerRow[]): Int32Array | null {
  const left = rows.flatMap((row, b) => (isDone(row) ? [] : [b]));
  if (bucket(left.length) >= rows.length) return null;
  return Int32Array.from({ length: bucket(left.length) }, (_, i) => left[i] ?? (left[0] as number));
}

/** What only fills the bucket is a row that has ended. */
const fillerIfRepeated = (row: PeerRow, b: number, i: number, kept: Int32Array): PeerRow =>
  kept.indexOf(b) === i ? row : { ...row, length: 0 };

/** The decoder's form of the weights; it only multiplies with the transposed ones. */
function matricesOf(model: TfjsModel): ModelTensors {
  return tf.tidy(() => {
    const matrix = (w: tf.Tensor): Matrix => ({
      stored: tf.transpose(w) as tf.Tensor2D,
      transposed: tf.clone<tf.Tensor2D>(w as tf.Tensor2D),
    });
    const vector = (w: tf.Tensor): tf.Tensor1D => tf.clone<tf.Tensor1D>(w as tf.Tensor1D);
    const layerOf = (w: PeerLayer<tf.Variable>) => ({
      norm1: vector(w.norm1),
      qkv: matrix(w.qkv),
      out: matrix(w.out),
      norm2: vector(w.norm2),
      gate: matrix(w.gate),
      up: matrix(w.up),
      down: matrix(w.down),
    });
    const stored = tf.clone<tf.Tensor2D>(model.embedding as tf.Tensor<tf.Rank.R2>);
    return {
      embedding: { stored, transposed: tf.transpose(stored) },
      layers: model.layers.map(layerOf),
      norm: vector(model.norm),
    };
  });
}
