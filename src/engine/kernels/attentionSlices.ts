import * as tf from "@tensorflow/tfjs-core";

/** Scores of one slice of queries against all keys, of all heads: memory grows with rows, not with their square. */
const MOST_SCORES = 2 ** 20;
const HIDDEN = -1e9;

/** [rows, 3, heads, hd] → queries, keys and values, each [heads, rows, hd]. */
export function splitHeads(qkv: tf.Tensor1D, rows: number, width: number, heads: number): tf.Tensor3D[] {
  const hd = width / heads;
  const parts = tf.transpose(tf.reshape<tf.Rank.R3>(qkv, [rows, 3 * heads, hd]), [1, 0, 2]);
  return [0, 1, 2].map((part) => tf.slice3d(parts, [part * heads, 0, 0], [heads, rows, hd]));
}

/** [heads, rows, hd] → [rows, heads · hd]. */
export const joinHeads = (x: tf.Tensor3D): tf.Tensor2D => {
  const [heads, rows, hd] = x.shape;
  return tf.reshape<tf.Rank.R2>(tf.transpose(x, [1, 0, 2]), [rows, heads * hd]);
};

/** A slice of queries with its scores against all keys. */
export interface QuerySlice {
  first: number;
  count: number;
  /** [heads, count, rows]; what a query must not see is far below everything. */
  scores: tf.Tensor3D;
}

/** What `use` makes of one slice of queries after the other. A slice's own tensors go when it is done; what it gives stays. */
export function* overQueries<T extends tf.TensorContainer>(
  q: tf.Tensor3D,
  k: tf.Tensor3D,
  begins: tf.Tensor1D,
  use: (slice: QuerySlice) => T,
): Generator<T> {
  const [heads, rows, hd] = q.shape;
  const most = Math.max(1, Math.floor(MOST_SCORES / (heads * rows)));
  for (let first = 0; first < rows; first += most) {
    const count = Math.min(most, rows - first);
    yield tf.tidy(() => {
      const keys = tf.reshape(tf.range(0, rows, 1, "int32"), [1, rows]);
      const queries = tf.reshape(tf.range(first, first + count, 1, "int32"), [count, 1]);
      const from = tf.reshape(tf.slice1d(begins, first, count), [count, 1]);
      const seen = tf.logicalAnd(tf.lessEqual(keys, queries), tf.greaterEqual(keys, from));
      const hidden = tf.mul(tf.sub(1, tf.cast(seen, "float32")), HIDDEN);
      const some = tf.slice3d(q, [0, first, 0], [heads, count, hd]);
      const products = tf.matMul(some, tf.transpose(k, [0, 2, 1]));
      const scores: tf.Tensor3D = tf.add(tf.mul(products, 1 / Math.sqrt(hd)), tf.expandDims(hidden, 0));
      return use({ first, count, scores });
    });
  }
}
