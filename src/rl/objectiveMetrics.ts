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
 *   policy_loss         the loss without the entropy bonus; with entropyCoef
 */
export function objectiveMetrics({ batch, settings, policy, kl, policyLoss }: MeasuredBatch): Record<string, number> {
  const metrics: Record<string, number> = {};
  const tokenMean = (value: (t: number) => number) => meanOverTokens(batch, value);
  const { entropies, advantages } = batch;
  if (kl) metrics["kl"] = tokenMean((t) => kl.values[t] as number);
  if (entropies) metrics["entropy"] = tokenMean((t) => entropies[t] as number);
  if (settings.entropyCoef !== 0) metrics["policy_loss"] = policyLoss;

  const sides = clipSides();
  if (settings.trust === "clip" || settings.trust === "gmpo") {
    const low = shares((t) => (sides[t] as number) < 0);
    const high = shares((t) => (sides[t] as number) > 0);
    metrics["clip_ratio/low_mean"] = low.mean;
    metrics["clip_ratio/high_mean"] = high.mean;
    metrics["clip_ratio/region_mean"] = low.mean + high.mean;
    metrics["clip_ratio/low_min"] = Math.min(...low.rows);
    metrics["clip_ratio/high_max"] = Math.max(...high.rows);
  } else if (settings.trust === "cispo") {
    metrics["cispo_clip_ratio"] = shares((t) => (sides[t] as number) > 0).mean;
  } else if (policy.sequenceWeights) {
    metrics["vespo/phi_seq_mean"] = policy.sequenceWeights.reduce((a, b) => a + b, 0) / Math.max(1, batch.rows);
  }
  return metrics;

  /** −1, 0, 1 a token. TRL counts after the cap δ was applied, and only where the advantage is not 0. */
  function clipSides(): Int8Array {
    if (settings.trust === "gmpo") return policy.clipped;
    const sides = new Int8Array(batch.size);
    const high = settings.trust === "cispo" ? settings.cispoCap : 1 + settings.clipHigh;
    const low = settings.trust === "cispo" ? Number.NEGATIVE_INFINITY : 1 - settings.clipLow;
    const cap = settings.trust === "clip" ? settings.clipDelta : Number.POSITIVE_INFINITY;
    for (let b = 0; b < batch.rows; b++) {
      const advantage = advantages[b] as number;
      for (let t = batch.offsets[b] as number; t < (batch.offsets[b + 1] as number); t++) {
        const ratio = Math.min(policy.ratios.values[t] as number, cap);
        if (batch.active[t]) sides[t] = ratio < low && advantage < 0 ? -1 : ratio > high && advantage > 0 ? 1 : 0;
      }
    }
    return sides;
  }

  /** One ratio a completion counts once, also for a completion with no active token; else rows without tokens are left out. */
  function shares(hit: (t: number) => boolean): { mean: number; rows: number[] } {
    const perSequence = policy.ratios.perSequence && settings.trust !== "gmpo";
    const rows: number[] = [];
    for (let b = 0; b < batch.rows; b++) {
      const count = batch.activeCounts[b] as number;
      let hits = 0;
      for (let t = batch.offsets[b] as number; t < (batch.offsets[b + 1] as number); t++) {
        if (batch.active[t] && hit(t)) hits++;
      }
      if (count > 0 || perSequence) rows.push(hits / Math.max(1, count));
    }
    const mean = perSequence ? rows.reduce((a, b) => a + b, 0) / Math.max(1, rows.length) : tokenMean((t) => Number(hit(t)));
    return { mean, rows: rows.length > 0 ? rows : [0] };
  }
}

function meanOverTokens(batch: PreparedBatch, value: (t: number) => number): number {
  let total = 0;
  for (let t = 0; t < batch.size; t++) if (batch.active[t]) total += value(t);
  return total / Math.max(1, batch.activeTotal);
}
