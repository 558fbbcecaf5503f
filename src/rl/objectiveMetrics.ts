import type { KlTerms } from "./klDivergence.ts";
import type { PreparedBatch } from "./objectiveBatch.ts";
import type { ObjectiveSettings } from "./objectiveSettings.ts";
import type { TrustTerms } from "./trust.ts";

export interface MeasuredBatch {
  batch: PreparedBatch;
  settings: ObjectiveSettings;
  policy: TrustTerms;
  kl: KlTerms | null;
  policyLoss: number;
}

/**
 * TRL's metrics of one loss, each there when TRL would log it:
 *   entropy             mean over active tokens; when entropies are given
 *   kl                  mean over active tokens; with klCoef
 *   clip_ratio/*        share outside the clip in the direction its advantage pushes; trust "clip" (as TRL) and "gmpo" (ours)
 *                       *_mean over tokens (over completions with sequence ratios), low_min and high_max over completions
 *   cispo_clip_ratio    share of ratios above the cap with a positive advantage
 *   vespo/phi_seq_mean  mean of the completions' weights
 *   policy_loss         the loss without the entropy bonus, and entropy_coef; with entropyCoef
 */
export function objectiveMetrics({ batch, settings, policy, kl, policyLoss }: MeasuredBatch): Record<string, number> {
  const metrics: Record<string, number> = {};
  const tokenMean = (value: (t: number) => number) => meanOverTokens(batch, value);
  const { entropies, advantages } = batch;
  if (kl) metrics["kl"] = tokenMean((t) => kl.values[t] as number);
  if (entropies) metrics["entropy"] = tokenMean((t) => entropies[t] as number);
  if (settings.entropyCoef !== 0) {
    metrics["policy_loss"] = policyLoss;
    metrics["entropy_coef"] = settings.entropyCoef;
  }

  if (settings.trust === "clip" || settings.trust === "gmpo") {
    const low = shares(-1);
    const high = shares(1);
    metrics["clip_ratio/low_mean"] = low.mean;
    metrics["clip_ratio/high_mean"] = high.mean;
    metrics["clip_ratio/region_mean"] = low.mean + high.mean;
    metrics["clip_ratio/low_min"] = Math.min(...low.rows);
    metrics["clip_ratio/high_max"] = Math.max(...high.rows);
  } else if (settings.trust === "cispo") {
    metrics["cispo_clip_ratio"] = shares(1).mean;
  } else if (policy.sequenceWeights) {
    metrics["vespo/phi_seq_mean"] = policy.sequenceWeights.reduce((a, b) => a + b, 0) / Math.max(1, batch.rows);
  }
  return metrics;

  /** Share of tokens, or of completions where each has one ratio, on that side; and the share in each completion. */
  function shares(side: -1 | 1): { mean: number; rows: number[] } {
    const perSequence = policy.ratios.perSequence && settings.trust !== "gmpo";
    const rows: number[] = [];
    let total = 0;
    for (let b = 0; b < batch.rows; b++) {
      let hits = 0;
      for (let t = batch.offsets[b] as number; t < (batch.offsets[b + 1] as number); t++) {
        if (batch.active[t] && sideOf(b, t) === side) hits++;
      }
      total += hits;
      const count = batch.activeCounts[b] as number;
      if (count > 0) rows.push(hits / count);
      // The mean over no tokens is 0, so such a completion's one ratio is 1.
      else if (perSequence) rows.push(ratioSide(1, advantages[b] as number) === side ? 1 : 0);
    }
    const mean = perSequence
      ? rows.reduce((a, b) => a + b, 0) / Math.max(1, rows.length)
      : total / Math.max(1, batch.activeTotal);
    return { mean, rows: rows.length > 0 ? rows : [0] };
  }

  function sideOf(b: number, t: number): number {
    if (settings.trust === "gmpo") return policy.clipped[t] as number;
    return ratioSide(policy.ratios.values[t] as number, advantages[b] as number);
  }

  /** TRL counts after the cap δ was applied, and only on the side to which the advantage pushes. */
  function ratioSide(ratio: number, advantage: number): -1 | 0 | 1 {
    if (settings.trust === "cispo") return ratio > settings.cispoCap && advantage > 0 ? 1 : 0;
    const capped = Math.min(ratio, settings.clipDelta);
    if (capped < 1 - settings.clipLow && advantage < 0) return -1;
    return capped > 1 + settings.clipHigh && advantage > 0 ? 1 : 0;
  }
}

function meanOverTokens(batch: PreparedBatch, value: (t: number) => number): number {
  let total = 0;
  for (let t = 0; t < batch.size; t++) if (batch.active[t]) total += value(t);
  return total / Math.max(1, batch.activeTotal);
}
