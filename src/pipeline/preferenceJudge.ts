import type { Policy } from "../engine/policy.ts";
import { mean, std } from "../lib/statistics.ts";
import type { ModelScores } from "../rewards/reward.ts";
import { harmlessExamples } from "../trainer/preferences/harmlessExamples.ts";
import { helpfulPairs } from "../trainer/preferences/helpfulPairs.ts";
import { RewardModel } from "../trainer/rewardModels/rewardModel.ts";
import type { RolloutRow } from "../trainer/rolloutStep.ts";
import { decodeWords } from "../world/vocabulary.ts";

/** Responses that fix where a model's scale has its zero and its unit. */
const SCALE_EXAMPLES = 200;

interface Scaled {
  model: RewardModel;
  centre: number;
  spread: number;
}

/**
 * Both reward models as a judge of rollouts. Scores are brought to mean 0 and spread 1 over written responses, so that a weight means
 * the same for both.
 */
export class PreferenceJudge {
  private constructor(
    private readonly helpful: Scaled,
    private readonly harmless: Scaled,
  ) {}

  static async of(helpful: Policy, harmless: Policy, seed: number): Promise<PreferenceJudge> {
    const pairs = helpfulPairs(seed, SCALE_EXAMPLES / 2, "train");
    const responses = pairs.flatMap(({ prompt, better, worse }) =>
      [better, worse].map((response) => ({ prompt, response })),
    );
    return new PreferenceJudge(
      await scaled(new RewardModel(helpful, "helpful"), responses),
      await scaled(new RewardModel(harmless, "harmless"), harmlessExamples(seed, SCALE_EXAMPLES, "train")),
    );
  }

  /** Of responses to general prompts: helpfulness, read on the summary alone, and harmlessness, read on everything. Rules judge the others. */
  async judge(rows: readonly Pick<RolloutRow, "problem" | "prompt" | "words">[]): Promise<ModelScores[]> {
    const general = rows.filter(({ problem }) => problem.task === "general");
    const items = general.map(({ prompt, words }) => ({ prompt: decodeWords(prompt), response: words }));
    const [helpful, harmless] = [await score(this.helpful, items), await score(this.harmless, items)];
    const scores = new Map(general.map((row, i) => [row, { helpful: helpful[i] ?? 0, harmless: harmless[i] ?? 0 }]));
    return rows.map((row) => scores.get(row) ?? {});
  }
}

type Items = Parameters<RewardModel["score"]>[0];

async function scaled(model: RewardModel, items: Items): Promise<Scaled> {
  const scores = await model.score(items);
  return { model, centre: mean(scores), spread: Math.max(1e-3, std(scores)) };
}

async function score({ model, centre, spread }: Scaled, items: Items): Promise<number[]> {
  if (items.length === 0) return [];
  return (await model.score(items)).map((value) => (value - centre) / spread);
}
