import * as tf from "@tensorflow/tfjs-core";
import type { ModelShape } from "../policy.ts";

/**
 * Angles of rotary positions 0 … T-1 in Hugging Face's rotate-half form: y = x · cos + swap(x) · sin, where swap exchanges the halves of a head
 * and sin carries the sign (-, +). Entry 0 of the second axis is for queries and carries the attention's 1/√C, entry 1 is for keys.
 *
 * @returns cos and sin, each [T × 2 × C]
 */
export function ropeAngles(shape: ModelShape, length: number): { cos: Float32Array; sin: Float32Array } {
  const C = shape.width / shape.heads;
  const half = C / 2;
  const cos = new Float32Array(length * 2 * C);
  const sin = new Float32Array(length * 2 * C);
  for (let t = 0; t < length; t++) {
    for (let i = 0; i < C; i++) {
      const angle = t * shape.ropeTheta ** ((-2 * (i % half)) / C);
      const sign = i < half ? -1 : 1;
      for (const [which, scale] of [1 / Math.sqrt(C), 1].entries()) {
        const at = (t * 2 + which) * C + i;
        cos[at] = scale * Math.cos(angle);
        sin[at] = sign * scale * Math.sin(angle);
      }
    }
  }
  return { cos, sin };
}

/** x with heads on the last axis (any rank); cos and sin broadcast to it. */
export const rope = <T extends tf.Tensor>(x: T, cos: tf.Tensor, sin: tf.Tensor): T =>
  tf.add(tf.mul(x, cos), tf.mul(swapHalves(x), sin));

/** The transpose of the rotation. */
export const ropeBackward = <T extends tf.Tensor>(dy: T, cos: tf.Tensor, sin: tf.Tensor): T =>
  tf.sub(tf.mul(dy, cos), tf.mul(swapHalves(dy), sin));

function swapHalves(x: tf.Tensor): tf.Tensor {
  const [low, high] = tf.split(x, 2, -1);
  if (!low || !high) throw new Error(`swapHalves: expected two halves, got shape [${x.shape}]`);
  return tf.concat([high, low], -1);
}
