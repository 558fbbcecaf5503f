import type { Domain, Language, LevelId } from "../world/problem.ts";

/** What the evaluation suite measures. Everything here is JSON. */

/** A mean over problems with its 95 % bootstrap interval over problems. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

/**
 * By name; "pass@1", "cons@16", "pass@2" …, "format", "mean_length", "thinking_length", "aha_rate", "superficial_rate", "reflection_rate",
 * "language_consistency", "truncated"; on general levels "helpful", "harmless" instead of the votes.
 */
export type SuiteMetrics = Record<string, Interval>;

export interface SuiteLevel {
  level: LevelId;
  domain: Domain;
  /** Different problems. */
  n: number;
  metrics: SuiteMetrics;
}

/** One problem of the suite, for paired comparisons and for plots. */
export interface SuiteProblem {
  /** Index into the suite. */
  index: number;
  level: LevelId;
  language: Language;
  /** Right ones among the samples. */
  right: number;
  /** The majority's answer is right: 1, 0, or a share where several lead. */
  vote: number;
  meanLength: number;
  /** How hard it is by the rules alone (tasks/difficulty): expected attempts of somebody who tries at random. */
  difficulty: number;
  /** General prompts: mean truth scores. */
  helpful?: number;
  harmless?: number;
}

export interface SuiteResult {
  suite: { version: number; hash: string };
  samples: number;
  seed: number;
  temperature: number;
  topP: number;
  maxNewTokens: number;
  backend: string;
  levels: SuiteLevel[];
  /** Unweighted means over a domain's levels; "reasoning" is over all levels but the general ones. */
  domains: Record<Domain | "reasoning", SuiteMetrics>;
  problems: SuiteProblem[];
}
