import type * as Jax from "@jax-js/jax";
import type { ModelShape } from "../../../src/engine/policy.ts";
import type { PeerLayer, PeerModel } from "../peerWeights.ts";

export type JaxLibrary = typeof Jax;
export type JaxArray = Jax.Array;
export type JaxModel = PeerModel<JaxArray>;

/** cos and sin of position · θ^(−2i/C), [positions, C/2] each. */
export type JaxRotary = { cos: JaxArray; sin: JaxArray };

/**
 * The model in jax-js. As everywhere in that library a function takes over the arrays that it is given; what is used again goes in as `.ref`.
 *
 * @param attend mixes rotated q, k and v [B, T, H, C] to [B, T, H, C]; decoding puts its cache in here
 */
export function jaxModel(jax: JaxLibrary, shape: ModelShape) {
  const { numpy: np, nn } = jax;
  const { width: D, heads: H, normEps } = shape;
  const C = D / H;

  const rmsNorm = (x: JaxArray, gain: JaxArray): JaxArray => {
    const mean = np.mean(np.square(x.ref), -1, { keepdims: true });
    return x.mul(np.reciprocal(np.sqrt(mean.add(normEps)))).mul(gain);
  };

  /** x [B, T, H, C]; cos and sin broadcast to [B, T, 1, C/2]. */
  const rotate = (x: JaxArray, { cos, sin }: JaxRotary): JaxArray => {
    const [a, b] = np.split(x, 2, -1) as [JaxArray, JaxArray];
    return np.concatenate([a.ref.mul(cos.ref).sub(b.ref.mul(sin.ref)), b.mul(cos).add(a.mul(sin))], -1);
  };

  const layer = (
    x: JaxArray, // [B·T, D]: as a matrix its products are tiled, as [B, T, D] they are not
    B: number,
    w: PeerLayer<JaxArray>,
    rotary: JaxRotary,
    attend: (q: JaxArray, k: JaxArray, v: JaxArray) => JaxArray,
  ): JaxArray => {
    const T = (x.shape[0] ?? B) / B;
    const qkv = np.matmul(rmsNorm(x.ref, w.norm1), w.qkv).reshape([B, T, 3, H, C]);
    const part = (i: number): JaxArray => qkv.ref.slice([], [], i);
    const q = rotate(part(0), { cos: rotary.cos.ref, sin: rotary.sin.ref });
    const k = rotate(part(1), rotary);
    const mixed = attend(q, k, part(2)).reshape([B * T, D]);
    qkv.dispose();
    x = x.add(np.matmul(mixed, w.out));
    const normed = rmsNorm(x.ref, w.norm2);
    const inner = nn.silu(np.matmul(normed.ref, w.gate)).mul(np.matmul(normed, w.up));
    return x.add(np.matmul(inner, w.down));
  };

  /** [B, L, H, C], [B, S, H, C] twice, mask [.., L, S]: not by `nn.dotProductAttention`, whose einsum needs a newer Node than ours. */
  const attention = (q: JaxArray, k: JaxArray, v: JaxArray, mask: JaxArray): JaxArray => {
    const heads = (x: JaxArray, order: number[]): JaxArray => np.transpose(x, order);
    const scores = np.matmul(heads(q, [0, 2, 1, 3]), heads(k, [0, 2, 3, 1])).mul(1 / Math.sqrt(C));
    const p = nn.softmax(np.where(mask, scores, -1e9), -1);
    return np.transpose(np.matmul(p, heads(v, [0, 2, 1, 3])), [0, 2, 1, 3]);
  };

  const causal = (q: JaxArray, k: JaxArray, v: JaxArray): JaxArray => {
    const T = q.shape[1] ?? 1;
    return attention(q, k, v, np.tri(T, T, 0, { dtype: np.bool }));
  };

  return {
    /** Embedded tokens of B rows [B·T, D] → residual stream [B·T, D]. */
    trunk(
      model: Pick<JaxModel, "layers">,
      embedded: JaxArray,
      B: number,
      rotary: JaxRotary,
      attend: (l: number) => (q: JaxArray, k: JaxArray, v: JaxArray) => JaxArray = () => causal,
    ): JaxArray {
      let x = embedded;
      model.layers.forEach((w, l) => {
        x = layer(x, B, w, { cos: rotary.cos.ref, sin: rotary.sin.ref }, attend(l));
      });
      rotary.cos.dispose();
      rotary.sin.dispose();
      return x;
    },
    /** x [..., D] → logits [..., V]. */
    head: (x: JaxArray, norm: JaxArray, embedding: JaxArray): JaxArray =>
      np.matmul(rmsNorm(x, norm), np.transpose(embedding)),
    attention,
  };
}

export function rotaryTable(jax: JaxLibrary, shape: ModelShape, positions: number): JaxRotary {
  const half = shape.width / shape.heads / 2;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let p = 0; p < positions; p++) {
    for (let i = 0; i < half; i++) {
      const angle = p * shape.ropeTheta ** (-i / half);
      cos[p * half + i] = Math.cos(angle);
      sin[p * half + i] = Math.sin(angle);
    }
  }
  const table = (data: Float32Array<ArrayBuffer>): JaxArray => jax.numpy.array(data, { shape: [positions, half] });
  return { cos: table(cos), sin: table(sin) };
}
