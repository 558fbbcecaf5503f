import * as tf from "@tensorflow/tfjs-core";
import { attentionTables, type AttentionTables } from "../../../src/engine/tfjs/attention.ts";
import { oneHot } from "../../../src/engine/tfjs/oneHot.ts";
import type { Chunk } from "../../../src/engine/tfjs/packBatch.ts";
import type { ModelShape } from "../../../src/engine/policy.ts";
import type { PeerLayer, PeerModel } from "../peerWeights.ts";

export type TfjsModel = PeerModel<tf.Variable>;

/**
 * The model of stock operations, for the tape to differentiate. Own gradients only where the tape's are missing or take a slow path:
 * products (tfjs-wasm reads a transposed operand several times slower than it transposes and multiplies), and gather (whose gradient
 * tfjs-wasm lacks).
 */
export function tfjsLogProbs(model: TfjsModel, chunk: Chunk, shape: ModelShape, tables: AttentionTables): tf.Tensor1D {
  const { rows: B, ids, sources, targets, places } = chunk;
  let x = lookUp(model.embedding, ids);
  for (const w of model.layers) x = layer(x, w, shape, tables, B);
  const hidden = rmsNorm(pickRows(x, sources, places), model.norm, shape.normEps);
  const logits = times(hidden, tf.transpose(model.embedding));
  const chosen = oneHot(tf.tensor1d(targets, "int32"), shape.vocabSize);
  return tf.sum(tf.mul(tf.logSoftmax(logits), chosen), 1);
}

export const tablesOf = attentionTables;

function layer(x: tf.Tensor2D, w: PeerLayer<tf.Variable>, shape: ModelShape, tables: AttentionTables, B: number) {
  const { width: D, heads: H, normEps } = shape;
  const C = D / H;
  const T = x.shape[0] / B;
  const qkv = tf.reshape(times(rmsNorm(x, w.norm1, normEps), w.qkv), [B, T, 3 * H, C]);
  const byHead = tf.transpose(qkv, [0, 2, 1, 3]); // [B, 3H, T, C]
  const rotated = rotate(tf.slice(byHead, [0, 0, 0, 0], [B, 2 * H, T, C]), tables);
  const part = (of: tf.Tensor, first: number): tf.Tensor3D =>
    tf.reshape<tf.Rank.R3>(tf.slice(of, [0, first, 0, 0], [B, H, T, C]), [B * H, T, C]);
  const scores = times(part(rotated, 0), tf.transpose(part(rotated, H), [0, 2, 1]));
  const weights = tf.softmax<tf.Tensor3D>(tf.add(scores, tables.mask));
  const heads = tf.reshape(times(weights, part(byHead, 2 * H)), [B, H, T, C]);
  const merged = tf.reshape<tf.Rank.R2>(tf.transpose(heads, [0, 2, 1, 3]), [B * T, D]);
  x = tf.add(x, times(merged, w.out));
  const normed = rmsNorm(x, w.norm2, normEps);
  const gate = times(normed, w.gate);
  const inner: tf.Tensor2D = tf.mul(tf.mul(gate, tf.sigmoid(gate)), times(normed, w.up));
  return tf.add<tf.Tensor2D>(x, times(inner, w.down));
}

const rmsNorm = (x: tf.Tensor2D, gain: tf.Tensor, eps: number): tf.Tensor2D =>
  tf.mul(tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), 1, true), eps))), gain);

/** Halves of a head exchanged by a product with a constant: one operation where slices and a concat would be three slow ones. */
function rotate(x: tf.Tensor, { rotation: { cos, sin, swap } }: AttentionTables): tf.Tensor {
  const C = swap.shape[0];
  const flat = tf.reshape<tf.Rank.R2>(x, [x.size / C, C]);
  const swapped = tf.customGrad((given, _save) => {
    // The matrix is its own transpose.
    return {
      value: tf.matMul(given as tf.Tensor2D, swap),
      gradFunc: (dy: tf.Tensor) => [tf.matMul(dy as tf.Tensor2D, swap)],
    };
  })(flat);
  return tf.add(tf.mul(x, cos), tf.mul(tf.reshape(swapped, x.shape), sin));
}

/** a · b over the last two axes. */
function times<T extends tf.Tensor>(a: T, b: tf.Tensor): T {
  if (tf.getBackend() !== "wasm") return tf.matMul<T>(a, b);
  const order = a.rank === 2 ? [1, 0] : [0, 2, 1];
  const product = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [x, y, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    save([x, y]);
    return {
      value: tf.matMul(x, y),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [u, v] = saved as [tf.Tensor, tf.Tensor];
        return [tf.matMul(dy, tf.transpose(v, order)), tf.matMul(tf.transpose(u, order), dy)];
      },
    };
  });
  return product(a, b) as T;
}

/** Rows of the embedding; backward a product with one-hot rows. Indices are made anew there: the tape disposes what it does not know of. */
function lookUp(table: tf.Tensor, ids: Int32Array): tf.Tensor2D {
  const V = table.shape[0] as number;
  const rows = tf.customGrad((given) => ({
    value: tf.gather(given as tf.Tensor, tf.tensor1d(ids, "int32")),
    gradFunc: (dy: tf.Tensor) => [tf.matMul(tf.transpose(oneHot(tf.tensor1d(ids, "int32"), V)), dy as tf.Tensor2D)],
  }));
  return rows(table) as tf.Tensor2D;
}

/** x [N, D] → [S, D]; backward a gather by the inverse index, in which S stands for nowhere. */
function pickRows(x: tf.Tensor2D, sources: Int32Array, places: Int32Array): tf.Tensor2D {
  const D = x.shape[1];
  const rows = tf.customGrad((given) => ({
    value: tf.gather(given as tf.Tensor, tf.tensor1d(sources, "int32")),
    gradFunc: (dy: tf.Tensor) => [tf.gather(tf.concat([dy, tf.zeros([1, D])], 0), tf.tensor1d(places, "int32"))],
  }));
  return rows(x) as tf.Tensor2D;
}
