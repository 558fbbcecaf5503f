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

/** The rotation of a set of positions, on the device. */
export type Rotation = {
  cos: tf.Tensor; // broadcasts to x
  sin: tf.Tensor; // broadcasts to x
  swap: tf.Tensor2D; // [C, C]
};

/** Exchanges the halves of a head by multiplication: one operation where splitting and joining would be three slow ones. */
export function swapMatrix(C: number): tf.Tensor2D {
  const half = C / 2;
  return tf.tensor2d(
    Float32Array.from({ length: C * C }, (_, i) => (Math.floor(i / C) === ((i % C) + half) % C ? 1 : 0)),
    [C, C],
  );
}

/** x of any rank with the channels of a head on the last axis. */
export const rope = <T extends tf.Tensor>(x: T, { cos, sin, swap }: Rotation): T =>
  tf.add(tf.mul(x, cos), tf.mul(swapHalves(x, swap), sin));

/** The transpose of the rotation. */
export const ropeBackward = <T extends tf.Tensor>(dy: T, { cos, sin, swap }: Rotation): T =>
  tf.sub(tf.mul(dy, cos), tf.mul(swapHalves(dy, swap), sin));

function swapHalves(x: tf.Tensor, swap: tf.Tensor2D): tf.Tensor {
  const C = swap.shape[0];
  return tf.reshape(tf.matMul(tf.reshape<tf.Rank.R2>(x, [x.size / C, C]), swap), x.shape);
}
