import type { ModelScores } from "../rewards/reward.ts";
import { composeRewards, rewardWeights, scoreCompletion, type ScoredCompletion } from "../rewards/index.ts";
import type { RunConfig } from "../rl/config.ts";
import type { RolloutRow, StepRollout } from "./rolloutStep.ts";

export interface StepRewards {
  scored: ScoredCompletion[]; // [B]
  /** What the advantages are computed from; with composition "sum" each completion's weighted sum. */
  composed: Float64Array; // [B]
}

/**
 * Rewards of the whole rollout.
 * @param models scores of reward models, a row each; none where no model judges the run
 */
export function rewardStep({ rows }: StepRollout, config: RunConfig, models: readonly ModelScores[] = []): StepRewards {
  const { groupSize, maxNewTokens, rewardComposition } = config;
  const weights = rewardWeights(config);
  const scored = groupsOf(rows, groupSize).flatMap((rowsOfGroup, g) => {
    const lengths = rowsOfGroup.map((row) => row.completion.length);
    const group = { shortest: Math.min(...lengths), longest: Math.max(...lengths) };
    return rowsOfGroup.map(({ problem, words, judged }, i) => {
      const scores = models[g * groupSize + i];
      return scoreCompletion(
        { problem, tokens: words, judged, maxNewTokens, group, ...(scores && { models: scores }) },
        weights,
      );
    });
  });
  return { scored, composed: composeRewards(scored, weights, rewardComposition, groupSize) };
}

const groupsOf = (rows: readonly RolloutRow[], groupSize: number): RolloutRow[][] =>
  Array.from({ length: rows.length / groupSize }, (_, g) => rows.slice(g * groupSize, (g + 1) * groupSize));
