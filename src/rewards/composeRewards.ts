import { mean, std } from "../lib/statistics.ts";
import { REWARDS } from "./registry.ts";
import type { RewardWeights, ScoredCompletion } from "./scoreCompletion.ts";

const EPSILON = 1e-4;

/**
 * What the advantages are computed from.
 *
 * - sum: the weighted sum, a completion's total
 * - normalized: each reward brought to mean 0 and unbiased standard deviation 1 in its group, then the weighted sum. With advantages
 *   divided by the deviation of the whole batch this is GDPO (arXiv 2601.05242), TRL's `normalize_then_sum`
 *
 * @param scored [B] completions, group after group
 * @returns [B]
 * @throws if B is no multiple of groupSize
 */
export function composeRewards(
  scored: readonly ScoredCompletion[],
  weights: RewardWeights,
  composition: "sum" | "normalized",
  groupSize: number,
): Float64Array {
  if (!(groupSize >= 1) || scored.length % groupSize !== 0) {
    throw new Error(`composeRewards: expected whole groups of ${groupSize}, got ${scored.length} completions`);
  }
  if (composition === "sum") return Float64Array.from(scored, ({ total }) => total);
  const composed = new Float64Array(scored.length);
  for (let start = 0; start < scored.length; start += groupSize) {
    const group = scored.slice(start, start + groupSize);
    for (const { name } of REWARDS) {
      const scores = group.map((completion) => completion.scores[name] ?? 0);
      const spread = std(scores);
      if (spread === 0) continue;
      const centre = mean(scores);
      for (const [i, score] of scores.entries()) {
        composed[start + i] =
          (composed[start + i] as number) + ((weights[name] ?? 0) * (score - centre)) / (spread + EPSILON);
      }
    }
  }
  return composed;
}
