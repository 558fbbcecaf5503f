/**
 * The objective, once, for training, for the page and for the command line: four independent choices (advantage, ratio, trust,
 * aggregate) on plain arrays, as value and as gradient with respect to every token's log-prob and entropy. float64 throughout.
 *
 *   loss = Σ_t a_t · (−keep_t · J_t + β · k3_t) − entropyCoef · mean entropy
 *
 * Deviations from the DeepSeek-R1 paper (arXiv 2501.12948) and from GRPO as published (arXiv 2402.03300, equation 3):
 *  1. Advantages divide by std + 1e-4 with the unbiased std (TRL's convention); groups with equal rewards get exactly 0.
 *  2. The default aggregate is the token mean with clip 0.2 / 0.28 (DAPO), not the mean of per-sequence means: the latter lets
 *     length itself change the gradient. The paper's own settings are the preset "r1-zero-paper".
 *  3. The log-ratio inside k3 is bounded by ±20, so that one token cannot make the loss infinite.
 *  4. Divisors count the tokens and rows of the whole optimiser step (batch.normalizer), so that a cut changes nothing;
 *     "local-token-mean" is the one that does not, by definition.
 *  5. Reference refresh, dynamic sampling and the overlong penalty are no part of the loss: see the trainer and rewards/.
 *  6. The entropy quantile and the off-policy rule silence the policy term alone; KL and all divisors still see those tokens.
 *
 * On-policy the loss value says nothing (with group advantages and a sequence mean it is 0): it is not a sign of progress.
 */
import { aggregate } from "./aggregate.ts";
import { klDivergence } from "./klDivergence.ts";
import { prepareBatch, type ObjectiveBatch } from "./objectiveBatch.ts";
import { objectiveMetrics } from "./objectiveMetrics.ts";
import type { ObjectiveSettings } from "./objectiveSettings.ts";
import { ratios } from "./ratio.ts";
import { offPolicyFilter, topEntropyFilter } from "./tokenFilter.ts";
import { trust } from "./trust.ts";

export interface ObjectiveResult {
  loss: number;
  /** The loss without the entropy bonus. */
  policyLoss: number;
  dLogProbs: Float64Array; // [S], exactly 0 where masked
  /** null without an entropy bonus. */
  dEntropies: Float64Array | null; // [S]
  /** TRL's names; objectiveMetrics.ts says which appear when. */
  metrics: Record<string, number>;
  /** −1 held by a bound below, 1 by a bound above, 0 free. */
  clipped: Int8Array; // [S]
  /** At the chosen level; one of a sequence is repeated at its tokens. 0 where masked. */
  ratios: Float64Array; // [S]
  /** k3 as it enters the loss; null with klCoef 0. */
  kl: Float64Array | null; // [S]
}

/** @throws Error when array lengths do not fit together or a needed array is missing */
export function objective(input: ObjectiveBatch, settings: ObjectiveSettings): ObjectiveResult {
  const batch = prepareBatch(input);
  const { size, active } = batch;
  const level = ratios(batch, settings.ratio);
  const policy = trust(batch, level, settings);
  const kl = settings.klCoef === 0 ? null : klDivergence(batch, level, settings.klUnbiased, settings.klClamp);
  const topEntropy = topEntropyFilter(batch, settings.topEntropyQuantile);
  const onPolicy = offPolicyFilter(batch, settings.offPolicyThreshold);
  const weights = aggregate(batch, settings.aggregate, settings.lengthCap);

  let policyLoss = 0;
  const dLogProbs = new Float64Array(size);
  const dPolicyRatios = new Float64Array(size);
  const dKlRatios = new Float64Array(size);
  for (let t = 0; t < size; t++) {
    if (!active[t]) continue;
    const policyWeight = -(weights[t] as number) * (topEntropy[t] as number) * (onPolicy[t] as number);
    const klWeight = (weights[t] as number) * settings.klCoef;
    policyLoss += policyWeight * (policy.terms[t] as number) + klWeight * (kl?.values[t] ?? 0);
    dLogProbs[t] = policyWeight * (policy.dLogProbs[t] as number) + klWeight * (kl?.dLogProbs[t] ?? 0);
    dPolicyRatios[t] = policyWeight * (policy.dRatios[t] as number);
    dKlRatios[t] = klWeight * (kl?.dRatios?.[t] ?? 0);
  }
  policy.ratios.backward(dPolicyRatios, dLogProbs);
  if (kl?.dRatios) level.backward(dKlRatios, dLogProbs);

  const entropy = entropyBonus();
  return {
    loss: policyLoss - settings.entropyCoef * entropy.mean,
    policyLoss,
    dLogProbs,
    dEntropies: entropy.gradient,
    metrics: objectiveMetrics({ batch, settings, policy, kl, policyLoss }),
    clipped: policy.clipped,
    ratios: policy.ratios.values,
    kl: kl?.values ?? null,
  };

  /** Mean entropy of the tokens that the entropy quantile lets through, as this batch's share of the step's mean. */
  function entropyBonus(): { mean: number; gradient: Float64Array | null } {
    if (settings.entropyCoef === 0) return { mean: 0, gradient: null };
    const { entropies } = batch;
    if (!entropies) throw new Error("objective: expected entropies because entropyCoef is not 0, got none");
    const chosen = topEntropy.map((top, t) => top * (active[t] as number));
    const count = chosen.reduce((a, b) => a + b, 0);
    const share = batch.activeTotal / Math.max(1, batch.normalizer.tokens);
    const weight = share / Math.max(1, count);
    return {
      mean: chosen.reduce((sum, on, t) => (on ? sum + weight * (entropies[t] as number) : sum), 0),
      gradient: Float64Array.from(chosen, (on) => (on ? -settings.entropyCoef * weight : 0)),
    };
  }
}
