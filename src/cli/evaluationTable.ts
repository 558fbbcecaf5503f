import type { Evaluation, LevelScores } from "../protocol/messages.ts";
import { textTable } from "./textTable.ts";

/** Levels in rows, metrics in columns, each with its 95 % interval. */
export function evaluationTable({ levels, mean, samples }: Pick<Evaluation, "levels" | "mean" | "samples">): string {
  const metrics = [
    "pass@1",
    `cons@${samples}`,
    `pass@${samples}`,
    "format",
    "mean_length",
    "aha_rate",
    "reflection_rate",
  ];
  const rows = [...Object.entries(levels), ["mean", mean] as const].map(([name, scores]) => [
    name,
    String(scores.n),
    ...metrics.map((metric) => cell(scores, metric)),
  ]);
  return textTable([["level", "n", ...metrics], ...rows]);
}

function cell(scores: LevelScores, metric: string): string {
  const value = scores[metric];
  const interval = scores[`${metric}_ci`];
  if (typeof value !== "number") return "-";
  const digits = metric === "mean_length" ? 1 : 3;
  const range = Array.isArray(interval) ? ` [${interval[0].toFixed(digits)}, ${interval[1].toFixed(digits)}]` : "";
  return value.toFixed(digits) + range;
}
