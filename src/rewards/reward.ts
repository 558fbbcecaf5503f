import type { Judged } from "../world/judge.ts";
import type { Problem } from "../world/problem.ts";

export type RewardName =
  | "accuracy"
  | "format"
  | "tag_count"
  | "language"
  | "overlong"
  | "length"
  | "cosine"
  | "repetition"
  | "reflection"
  | "helpful"
  | "harmless";

export type RewardConfigKey =
  | "rewardAccuracy"
  | "rewardFormat"
  | "rewardTagCount"
  | "rewardLanguage"
  | "rewardOverlong"
  | "rewardLength"
  | "rewardCosine"
  | "rewardRepetition"
  | "rewardReflection"
  | "rewardHelpful"
  | "rewardHarmless";

/** What reward models say of one completion; higher is better. */
export interface ModelScores {
  helpful?: number;
  harmless?: number;
}

/** Everything a reward may look at: one completion, and the lengths of its group. */
export interface RewardContext {
  problem: Problem;
  /** The completion's words, `<eos>` included. */
  tokens: readonly string[];
  judged: Judged;
  /** The cap on a completion's length, in tokens. */
  maxNewTokens: number;
  /** Lengths in tokens of the shortest and the longest completion for the same prompt. */
  group: { shortest: number; longest: number };
  /** Scores of reward models, where some judge this run. */
  models?: ModelScores;
}

/** A rule that gives a completion a number; pure. */
export interface Reward {
  name: RewardName;
  /** The config field that holds its weight. */
  configKey: RewardConfigKey;
  label: string;
  /** One line: what it pays for. */
  hint: string;
  score(context: RewardContext): number;
}
