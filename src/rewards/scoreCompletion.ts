import type { RewardContext, RewardName } from "./reward.ts";
import { REWARDS } from "./registry.ts";

/** By reward; missing or 0 means off. */
export type RewardWeights = Readonly<Partial<Record<RewardName, number>>>;

export interface ScoredCompletion {
  /** The sum of the parts. */
  total: number;
  /** Weight times score of each reward that is on. */
  parts: Partial<Record<RewardName, number>>;
  /** Score of each reward that is on, before its weight. */
  scores: Partial<Record<RewardName, number>>;
}

/** @throws if a reward gives no finite number, naming it */
export function scoreCompletion(context: RewardContext, weights: RewardWeights): ScoredCompletion {
  const scored: ScoredCompletion = { total: 0, parts: {}, scores: {} };
  for (const reward of REWARDS) {
    const weight = weights[reward.name] ?? 0;
    if (weight === 0) continue;
    const score = reward.score(context);
    if (!Number.isFinite(score)) throw new Error(`reward ${reward.name}: expected a finite score, got ${score}`);
    scored.scores[reward.name] = score;
    scored.parts[reward.name] = weight * score;
    scored.total += weight * score;
  }
  return scored;
}
