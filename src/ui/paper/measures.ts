import type { Domain } from "../../world/problem.ts";
import { compareMeasured, type PairedMetric } from "../../world/comparison.ts";
import type { Interval, SuiteResult } from "../../protocol/suite.ts";
import { changeText, type MeasureUnit } from "./intervalText.ts";

export interface Measure {
  label: string;
  unit: MeasureUnit;
  before: Interval | null;
  after: Interval | null;
  change: Change | null;
}

/** What can be said about a difference; `difference` where it was measured in pairs, on the same problems. */
export interface Change {
  direction: "higher" | "lower" | null;
  difference: Interval | null;
}

type Group = Domain | "reasoning";

/** The headline numbers of a stage, those that were measured before or after it. */
export function measuresOf(before: SuiteResult | null, after: SuiteResult | null): Measure[] {
  const votes = voteName(after ?? before);
  const rows: [label: string, group: Group, metric: string, unit: MeasureUnit, paired: PairedMetric | null][] = [
    ["Reasoning, pass@1", "reasoning", "pass@1", "share", "pass@1"],
    [`Reasoning, ${voteLabel(votes)}`, "reasoning", votes, "share", "cons"],
    ["Response length, tokens", "reasoning", "mean_length", "tokens", "mean_length"],
    ["Language consistency", "reasoning", "language_consistency", "share", null],
    ["General, helpful", "general", "helpful", "share", "helpful"],
    ["General, harmless", "general", "harmless", "share", "harmless"],
  ];
  return rows
    .map(([label, group, metric, unit, paired]) => {
      const ends = { before: measureOf(before, group, metric), after: measureOf(after, group, metric) };
      return { label, unit, ...ends, change: changeOf(before, after, group, paired, ends) };
    })
    .filter((measure) => measure.before !== null || measure.after !== null);
}

/** Paired where the same problems were measured; else only what two intervals without a common value allow to say. */
export function changeOf(
  before: SuiteResult | null,
  after: SuiteResult | null,
  group: Group,
  metric: PairedMetric | null,
  ends: { before: Interval | null; after: Interval | null },
): Change | null {
  if (!before || !after || !ends.before || !ends.after) return null;
  const paired = metric && compareMeasured(before, after, { domain: group }, metric);
  if (!paired) return { direction: changeText(ends.before, ends.after), difference: null };
  const { difference, excludesZero } = paired;
  return { direction: excludesZero ? (difference.value > 0 ? "higher" : "lower") : null, difference };
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
