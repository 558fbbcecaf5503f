import type { Domain } from "../../world/problem.ts";
import type { Interval, SuiteResult } from "../../protocol/pipeline.ts";
import type { MeasureUnit } from "./intervalText.ts";

export interface Measure {
  label: string;
  unit: MeasureUnit;
  before: Interval | null;
  after: Interval | null;
}

type Group = Domain | "reasoning";

/** The headline numbers of a stage, those that were measured before or after it. */
export function measuresOf(before: SuiteResult | null, after: SuiteResult | null): Measure[] {
  const votes = voteName(after ?? before);
  const rows: [label: string, group: Group, metric: string, unit: MeasureUnit][] = [
    ["Reasoning, pass@1", "reasoning", "pass@1", "share"],
    [`Reasoning, ${voteLabel(votes)}`, "reasoning", votes, "share"],
    ["Response length, tokens", "reasoning", "mean_length", "tokens"],
    ["Language consistency", "reasoning", "language_consistency", "share"],
    ["General, helpful", "general", "helpful", "share"],
    ["General, harmless", "general", "harmless", "share"],
  ];
  return rows
    .map(([label, group, metric, unit]) => ({
      label,
      unit,
      before: measureOf(before, group, metric),
      after: measureOf(after, group, metric),
    }))
    .filter((measure) => measure.before !== null || measure.after !== null);
}

/** One metric over a domain's levels; null where it was not measured. */
export const measureOf = (suite: SuiteResult | null, group: Group, metric: string): Interval | null =>
  suite?.domains[group]?.[metric] ?? null;

/** The name of the majority vote that was measured: "cons@16". */
export const voteName = (suite: SuiteResult | null): string =>
  Object.keys(suite?.domains.reasoning ?? {}).find((metric) => metric.startsWith("cons@")) ?? "cons@16";

/** "cons@16" → "majority of 16". */
export const voteLabel = (metric: string): string => `majority of ${metric.replace("cons@", "")}`;

/** "12 levels, 60 problems each, 16 samples a problem, temperature 0.6, top-p 0.95". */
export function suiteText({ levels, samples, temperature, topP }: SuiteResult): string {
  const counts = [...new Set(levels.map(({ n }) => n))].sort((a, b) => a - b);
  const each = counts.length === 1 ? String(counts[0]) : `${counts[0]} to ${counts.at(-1)}`;
  return `${levels.length} levels, n = ${each} held-out problems each, ${samples} samples a problem, temperature ${temperature}, top-p ${topP}`;
}
