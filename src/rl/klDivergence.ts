import type { PreparedBatch } from "./objectiveBatch.ts";
import type { Ratios } from "./ratio.ts";

export interface KlTerms {
  values: Float64Array; // [S], 0 where masked
  /** ∂k/∂l apart from the ratio. */
  dLogProbs: Float64Array; // [S]
  /** ∂k/∂w, with "unbiased" only. */
  dRatios: Float64Array | null; // [S]
}

/**
 * k3 = e^r − r − 1 with r = f − l, an estimate of KL(policy ‖ reference) that is never negative
 * (http://joschu.net/blog/kl-approx.html). "unbiased": times the ratio w, which corrects for tokens sampled from the old policy
 * (DeepSeek-V3.2). |r| is bounded by `clamp`; beyond it the value stays and the gradient is 0.
 *
 * @throws Error when the batch has no reference log-probs
 */
export function klDivergence(batch: PreparedBatch, ratios: Ratios, unbiased: boolean, clamp: number): KlTerms {
  const { refLogProbs, logProbs, active, size } = batch;
  if (!refLogProbs) throw new Error("objective: expected refLogProbs because klCoef is not 0, got none");
  const values = new Float64Array(size);
  const dLogProbs = new Float64Array(size);
  const dRatios = unbiased ? new Float64Array(size) : null;
  for (let t = 0; t < size; t++) {
    if (!active[t]) continue;
    const full = (refLogProbs[t] as number) - (logProbs[t] as number);
    const r = Math.min(clamp, Math.max(-clamp, full));
    const k3 = Math.expm1(r) - r;
    const weight = dRatios ? (ratios.values[t] as number) : 1;
    values[t] = k3 * weight;
    dLogProbs[t] = r === full ? -Math.expm1(r) * weight : 0;
    if (dRatios) dRatios[t] = k3;
  }
  return { values, dLogProbs, dRatios };
}
