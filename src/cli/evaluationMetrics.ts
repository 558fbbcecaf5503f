import type { Evaluation, LevelScores, Metrics } from "../protocol/messages.ts";

/** An evaluation as metrics of a step: `eval/pass@1`, `eval/cons@16`, …, and `eval/<level>/pass@1`, …; intervals left out. */
export function evaluationMetrics({ levels, mean }: Evaluation): Metrics {
  const metrics: Metrics = {};
  const add = (prefix: string, scores: LevelScores): void => {
    for (const [name, value] of Object.entries(scores)) {
      if (typeof value === "number" && name !== "n") metrics[`${prefix}/${name}`] = value;
    }
  };
  add("eval", mean);
  for (const [level, scores] of Object.entries(levels)) add(`eval/${level}`, scores);
  return metrics;
}
