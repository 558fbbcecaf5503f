import type { PreparedBatch } from "./objectiveBatch.ts";
import type { ObjectiveSettings } from "./objectiveSettings.ts";
import { clippedSequenceRatios, type Ratios } from "./ratio.ts";

/** The policy term J_t of every token (to be maximised) and its derivatives. Everything is 0 where masked. */
export interface TrustTerms {
  terms: Float64Array; // [S]
  /** ∂J_t/∂w_t. */
  dRatios: Float64Array; // [S]
  /** ∂J_t/∂l_t where l appears by itself, apart from the ratio. */
  dLogProbs: Float64Array; // [S]
  /** 1: a bound above took the gradient or held the weight; −1: a bound below did. */
  clipped: Int8Array; // [S]
  /** The ratios the term was made of: those that came in, but for gmpo. */
  ratios: Ratios;
  /** VESPO's weight of each completion. */
  sequenceWeights: Float64Array | null; // [B]
}

/**
 * clip   min(min(w, δ)·A, clip(w, 1−ε_low, 1+ε_high)·A)          PPO; DAPO arXiv 2503.14476, equation 8; δ: INTELLECT-2
 * cispo  sg(min(w, cap))·A·l                                      MiniMax-M1, arXiv 2506.13585, equation 4
 * sapo   σ(τ(w−1))·4/τ·A                                          arXiv 2511.20347, equation 5
 * vespo  sg(e^λ W^k e^{−λW})·A·l, W = e^{Σx}                      arXiv 2602.10693
 * gmpo   A · geometric mean of the ratios, clipped in log space   arXiv 2507.20673, equation 3
 */
export function trust(batch: PreparedBatch, incoming: Ratios, settings: ObjectiveSettings): TrustTerms {
  const gmpo = settings.trust === "gmpo" ? clippedSequenceRatios(batch, settings.gmpoLogClip) : null;
  const result: TrustTerms = {
    terms: new Float64Array(batch.size),
    dRatios: new Float64Array(batch.size),
    dLogProbs: new Float64Array(batch.size),
    clipped: gmpo?.clipped ?? new Int8Array(batch.size),
    ratios: gmpo?.ratios ?? incoming,
    sequenceWeights: settings.trust === "vespo" ? vespoWeights(batch, settings.vespo) : null,
  };
  for (let b = 0; b < batch.rows; b++) {
    const advantage = batch.advantages[b] as number;
    for (let t = batch.offsets[b] as number; t < (batch.offsets[b + 1] as number); t++) {
      if (batch.active[t]) tokenTerm(result, b, t, advantage, batch.logProbs[t] as number, settings);
    }
  }
  return result;
}

function tokenTerm(
  out: TrustTerms,
  b: number,
  t: number,
  advantage: number,
  logProb: number,
  settings: ObjectiveSettings,
): void {
  const ratio = out.ratios.values[t] as number;
  switch (settings.trust) {
    case "clip":
      return clip(out, t, ratio, advantage, settings);
    case "cispo": {
      const weight = Math.min(ratio, settings.cispoCap);
      out.terms[t] = weight * advantage * logProb;
      out.dLogProbs[t] = weight * advantage;
      out.clipped[t] = ratio > settings.cispoCap ? 1 : 0;
      return;
    }
    case "sapo": {
      const temperature = advantage > 0 ? settings.sapo.positive : settings.sapo.negative;
      const gate = 1 / (1 + Math.exp(-temperature * (ratio - 1)));
      out.terms[t] = ((gate * 4) / temperature) * advantage;
      out.dRatios[t] = 4 * gate * (1 - gate) * advantage;
      return;
    }
    case "vespo": {
      const weight = out.sequenceWeights?.[b] ?? 0;
      out.terms[t] = weight * advantage * logProb;
      out.dLogProbs[t] = weight * advantage;
      return;
    }
    case "gmpo":
      out.terms[t] = ratio * advantage;
      out.dRatios[t] = advantage;
      return;
  }
}

function clip(out: TrustTerms, t: number, ratio: number, advantage: number, settings: ObjectiveSettings): void {
  const { clipLow, clipHigh, clipDelta } = settings;
  const low = 1 - clipLow;
  const high = 1 + clipHigh;
  const free = Math.min(ratio, clipDelta) * advantage;
  const bounded = Math.min(Math.max(ratio, low), high) * advantage;
  const dFree = ratio <= clipDelta ? advantage : 0;
  const dBounded = ratio >= low && ratio <= high ? advantage : 0;
  out.terms[t] = Math.min(free, bounded);
  // At a tie autograd takes half of each; inside the interval the halves are equal, at a kink it matters.
  out.dRatios[t] = free < bounded ? dFree : free > bounded ? dBounded : (dFree + dBounded) / 2;
  if (advantage === 0 || out.dRatios[t] !== 0) return;
  out.clipped[t] = ratio < low ? -1 : 1;
}

const LOG_SMALLEST_WEIGHT = Math.log(1e-8);

/** In log space, with the bounds of TRL's get_gamma_weights: 20 on a token's |x|, e^20 and 1e-8 on W, 1e-4 on λ. */
function vespoWeights(batch: PreparedBatch, vespo: ObjectiveSettings["vespo"]): Float64Array {
  return batch.advantages.map((advantage, b) => {
    let total = 0;
    for (let t = batch.offsets[b] as number; t < (batch.offsets[b + 1] as number); t++) {
      if (batch.active[t]) total += Math.min(20, Math.max(-20, batch.logRatios[t] as number));
    }
    const logWeight = Math.min(20, Math.max(LOG_SMALLEST_WEIGHT, total));
    const k = advantage >= 0 ? vespo.kPositive : vespo.kNegative;
    const lambda = Math.max(1e-4, advantage >= 0 ? vespo.lambdaPositive : vespo.lambdaNegative);
    const weight = Math.exp(lambda + k * logWeight - lambda * Math.exp(logWeight));
    return Number.isFinite(weight) ? weight : 0;
  });
}
