import { mean } from "../lib/statistics.ts";
import type { Metrics } from "../protocol/messages.ts";
import {
  completionMetrics,
  effectiveSampleSize,
  groupOutcomeMetrics,
  mergeMetrics,
  rewardMetrics,
  rewardPartMetrics,
  samplingMetrics,
} from "../rl/metrics.ts";
import type { RunConfig } from "../rl/config.ts";
import { learningRateAt } from "../rl/learningRateAt.ts";
import { behaviourMetrics } from "./behaviourMetrics.ts";
import type { RolloutRow } from "./rolloutStep.ts";
import { PHASE_METRICS, type StepClock } from "./stepClock.ts";
import type { StepParts } from "./stepParts.ts";
import type { StepUpdate } from "./updateStep.ts";

/** Metrics that depend on the machine and not on the seed. */
export const TIMING_METRICS: readonly string[] = [
  "step_time",
  "sampling_seconds",
  "update_seconds",
  "tokens_per_second",
  "update_tokens_per_second",
  ...PHASE_METRICS,
];

/**
 * The record of one step: TRL's names where TRL has one, and ours.
 *
 * @param clock of the whole step
 * @param before metrics of the step before, for what is counted on
 */
export function stepMetrics(
  config: RunConfig,
  parts: StepParts,
  clock: StepClock,
  before: Metrics | undefined,
): Metrics {
  const { step, rollout, rewards, advantage, update } = parts;
  const { rows } = rollout;
  const judged = rows.map((row) => row.judged);
  const lengths = rows.map((row) => row.completion.length);
  const { seconds, metrics: phases } = clock.read();
  const passTokens = rollout.tokens * config.passes;
  return {
    ...rewardMetrics(
      rewards.scored.map(({ total }) => total),
      advantage,
      config.advantage,
    ),
    ...rewardPartMetrics(scoresByName(parts)),
    ...completionMetrics(
      lengths,
      judged.map(({ truncated }) => truncated),
    ),
    ...groupOutcomeMetrics(
      judged.map(({ correct }) => correct),
      config.groupSize,
    ),
    ...accuracyByLevel(rows),
    ...behaviourMetrics(rows),
    ...mergeMetrics(update.updates),
    ...samplingMetrics(samplerDifferences(rows, update)),
    effective_sample_size: effectiveSampleSize(update.rows.flatMap((row) => [...row.ratios])),
    learning_rate: learningRateAt(config, step),
    num_tokens:
      (before?.["num_tokens"] ?? 0) + rows.reduce((sum, row) => sum + row.prompt.length + row.completion.length, 0),
    step_time: seconds,
    sampling_seconds: rollout.seconds,
    update_seconds: update.seconds,
    tokens_per_second: rollout.tokens / Math.max(1e-3, rollout.seconds),
    update_tokens_per_second: passTokens / Math.max(1e-3, update.seconds),
    ...phases,
  };
}

/** Scores before weights. Accuracy, of reasoning problems, and format are measured also when they earn nothing. */
function scoresByName({ rollout, rewards }: StepParts): Record<string, number[]> {
  const reasoning = rollout.rows.filter((row) => row.problem.task !== "general");
  const scores: Record<string, number[]> = {
    ...(reasoning.length > 0 && { accuracy: reasoning.map((row) => Number(row.judged.correct)) }),
    format: rollout.rows.map((row) => Number(row.judged.format)),
  };
  for (const one of rewards.scored) {
    for (const [name, value] of Object.entries(one.scores)) {
      if (name === "accuracy" || name === "format") continue;
      (scores[name] ??= []).push(value);
    }
  }
  return scores;
}

function accuracyByLevel(rows: readonly RolloutRow[]): Metrics {
  const byLevel = new Map<string, number[]>();
  for (const { level, judged } of rows) byLevel.set(level, [...(byLevel.get(level) ?? []), Number(judged.correct)]);
  return Object.fromEntries([...byLevel].sort().map(([level, right]) => [`accuracy/${level}`, mean(right)]));
}

/** Trainer minus sampler, over the tokens of the first update. */
function samplerDifferences(rows: readonly RolloutRow[], update: StepUpdate): number[] {
  return update.firstRows.flatMap((index) => {
    const sampler = rows[index]?.oldLogProbs ?? new Float32Array(0);
    return Array.from(update.rows[index]?.logProbs ?? [], (logProb, t) => logProb - (sampler[t] as number));
  });
}
