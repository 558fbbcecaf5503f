import * as tf from "@tensorflow/tfjs-core";

/**
 * 1 for the tokens of each row's nucleus, 0 for the others: the fewest of the largest logits whose probabilities add up to at least
 * topP; of equal ones the lower ids.
 *
 * @param logits [B, V], divided by the temperature
 * @returns [B, V]
 */
export function nucleusMask(logits: tf.Tensor2D, topP: number): tf.Tensor2D {
  return tf.tidy(() => {
    const V = logits.shape[1];
    const { values } = tf.topk(logits, V);
    const before = tf.cumsum(tf.softmax(values), 1, true);
    const size = tf.sum(tf.cast(tf.less(before, topP), "float32"), 1, true);
    // The smallest logit of the nucleus. Counting makes it no matter in which order equal ones were sorted.
    const isLast = tf.equal(tf.sub(size, 1), tf.reshape(tf.range(0, V), [1, V]));
    const edge = tf.max(tf.where(isLast, values, -Infinity), 1, true);
    const above = tf.cast(tf.greater(logits, edge), "float32");
    const equal = tf.cast(tf.equal(logits, edge), "float32");
    const room = tf.sub(size, tf.sum(above, 1, true));
    const first = tf.cast(tf.less(tf.cumsum(equal, 1, true), room), "float32");
    return tf.add<tf.Tensor2D>(above, tf.mul(equal, first));
  });
}
