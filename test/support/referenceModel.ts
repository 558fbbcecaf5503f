import type { ModelShape, Sequence, Weights } from "../../src/engine/policy.ts";

/**
 * The model once more, in plain float64 loops and written apart from any engine: what every backend is tested against.
 * Llama: RMSNorm, rotate-half RoPE, causal attention, SwiGLU, tied embeddings, no biases. Matrices are [out, in].
 */
export type Weights64 = Map<string, Float64Array>;

export const toFloat64 = (weights: Weights): Weights64 =>
  new Map([...weights].map(([name, { data }]) => [name, Float64Array.from(data)]));

/** @returns logits [T × V] */
export function referenceLogits(shape: ModelShape, weights: Weights64, tokens: ArrayLike<number>): Float64Array {
  const { width: D, heads: H, layers, mlpWidth: F, vocabSize: V, normEps, ropeTheta } = shape;
  const T = tokens.length;
  const C = D / H;
  const weight = (name: string): Float64Array => {
    const data = weights.get(name);
    if (!data) throw new Error(`referenceLogits: expected a weight ${name}, got none`);
    return data;
  };
  const embedding = weight("model.embed_tokens.weight");
  const x = new Float64Array(T * D);
  for (let t = 0; t < T; t++) {
    const token = tokens[t] as number;
    x.set(embedding.subarray(token * D, (token + 1) * D), t * D);
  }
  for (let l = 0; l < layers; l++) {
    const at = `model.layers.${l}`;
    const h = rmsNorm(x, weight(`${at}.input_layernorm.weight`), T, D, normEps);
    const q = linear(h, weight(`${at}.self_attn.q_proj.weight`), T, D, D);
    const k = linear(h, weight(`${at}.self_attn.k_proj.weight`), T, D, D);
    const v = linear(h, weight(`${at}.self_attn.v_proj.weight`), T, D, D);
    rotate(q, T, H, C, ropeTheta);
    rotate(k, T, H, C, ropeTheta);
    const mixed = linear(attend(q, k, v, T, H, C), weight(`${at}.self_attn.o_proj.weight`), T, D, D);
    for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) + (mixed[i] as number);

    const z = rmsNorm(x, weight(`${at}.post_attention_layernorm.weight`), T, D, normEps);
    const gate = linear(z, weight(`${at}.mlp.gate_proj.weight`), T, D, F);
    const up = linear(z, weight(`${at}.mlp.up_proj.weight`), T, D, F);
    const inner = gate.map((g, i) => (g / (1 + Math.exp(-g))) * (up[i] as number));
    const out = linear(inner, weight(`${at}.mlp.down_proj.weight`), T, F, D);
    for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) + (out[i] as number);
  }
  return linear(rmsNorm(x, weight("model.norm.weight"), T, D, normEps), embedding, T, D, V);
}

/** Log-probs of the completion's tokens and entropies (nats) of the distributions they came from, at the temperature. */
export function referenceScores(
  shape: ModelShape,
  weights: Weights64,
  { prompt, completion }: Sequence,
  temperature: number,
): { logProbs: Float64Array; entropies: Float64Array } {
  const V = shape.vocabSize;
  const logits = referenceLogits(shape, weights, [...prompt, ...completion]);
  const logProbs = new Float64Array(completion.length);
  const entropies = new Float64Array(completion.length);
  for (let i = 0; i < completion.length; i++) {
    const at = (prompt.length + i - 1) * V;
    const logP = logSoftmax(logits.subarray(at, at + V), temperature);
    logProbs[i] = logP[completion[i] as number] as number;
    entropies[i] = -logP.reduce((sum, lp) => sum + Math.exp(lp) * lp, 0);
  }
  return { logProbs, entropies };
}

export function logSoftmax(logits: Float64Array, temperature: number): Float64Array {
  const scaled = logits.map((z) => z / temperature);
  const top = scaled.reduce((a, b) => Math.max(a, b));
  const logSum = top + Math.log(scaled.reduce((sum, z) => sum + Math.exp(z - top), 0));
  return scaled.map((z) => z - logSum);
}

function rmsNorm(x: Float64Array, gain: Float64Array, T: number, D: number, eps: number): Float64Array {
  const out = new Float64Array(x.length);
  for (let t = 0; t < T; t++) {
    let sum = 0;
    for (let i = 0; i < D; i++) sum += (x[t * D + i] as number) ** 2;
    const scale = 1 / Math.sqrt(sum / D + eps);
    for (let i = 0; i < D; i++) out[t * D + i] = (x[t * D + i] as number) * scale * (gain[i] as number);
  }
  return out;
}

/** y = x · Wᵀ with W [out, in]. */
function linear(x: Float64Array, w: Float64Array, T: number, from: number, to: number): Float64Array {
  const y = new Float64Array(T * to);
  for (let t = 0; t < T; t++) {
    for (let o = 0; o < to; o++) {
      let sum = 0;
      for (let i = 0; i < from; i++) sum += (x[t * from + i] as number) * (w[o * from + i] as number);
      y[t * to + o] = sum;
    }
  }
  return y;
}

function rotate(x: Float64Array, T: number, H: number, C: number, theta: number): void {
  for (let t = 0; t < T; t++) {
    for (let h = 0; h < H; h++) {
      for (let i = 0; i < C / 2; i++) {
        const angle = t * theta ** ((-2 * i) / C);
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        const a = (t * H + h) * C + i;
        const b = a + C / 2;
        const [xa, xb] = [x[a] as number, x[b] as number];
        x[a] = xa * cos - xb * sin;
        x[b] = xb * cos + xa * sin;
      }
    }
  }
}

function attend(q: Float64Array, k: Float64Array, v: Float64Array, T: number, H: number, C: number): Float64Array {
  const out = new Float64Array(q.length);
  for (let h = 0; h < H; h++) {
    for (let t = 0; t < T; t++) {
      const scores = new Float64Array(t + 1);
      for (let s = 0; s <= t; s++) {
        let sum = 0;
        for (let i = 0; i < C; i++) sum += (q[(t * H + h) * C + i] as number) * (k[(s * H + h) * C + i] as number);
        scores[s] = sum / Math.sqrt(C);
      }
      const attention = logSoftmax(scores, 1).map(Math.exp);
      for (let s = 0; s <= t; s++) {
        for (let i = 0; i < C; i++) {
          const at = (t * H + h) * C + i;
          out[at] = (out[at] as number) + (attention[s] as number) * (v[(s * H + h) * C + i] as number);
        }
      }
    }
  }
  return out;
}
