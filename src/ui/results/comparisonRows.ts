import type { Difference } from "../../lib/bootstrap.ts";
import type { Interval, SuiteResult } from "../../protocol/suite.ts";
import { compareMeasured, type PairedMetric, type Scope } from "../../world/comparison.ts";
import { DOMAIN_NAMES, LEVEL_NAMES } from "./levelNames.ts";
import { differenceText, type Unit } from "./resultText.ts";

export interface ComparisonRow {
  id: string;
  label: string;
  before: Interval | null;
  after: Interval | null;
  difference: Difference | null;
}

export const COMPARED: readonly { metric: PairedMetric; label: string; unit: Unit; general: boolean }[] = [
  { metric: "pass@1", label: "pass@1", unit: "share", general: false },
  { metric: "cons", label: "Majority vote", unit: "share", general: false },
  { metric: "mean_length", label: "Response length", unit: "tokens", general: false },
  { metric: "helpful", label: "Helpful", unit: "share", general: true },
  { metric: "harmless", label: "Harmless", unit: "share", general: true },
];

/** The difference after − before of every level that the metric is measured on, the mean over them first. */
export function comparisonRows(
  before: SuiteResult,
  after: SuiteResult,
  metric: PairedMetric,
  general: boolean,
): ComparisonRow[] {
  const mean = general ? "general" : "reasoning";
  const levels = after.levels.filter(({ domain }) => (domain === "general") === general);
  const value = (result: SuiteResult, level: string | null): Interval | null => {
    const metrics = level === null ? result.domains[mean] : result.levels.find((one) => one.level === level)?.metrics;
    return metrics?.[metric === "cons" ? `cons@${result.samples}` : metric] ?? null;
  };
  const row = (id: string, label: string, level: string | null, scope: Scope): ComparisonRow => ({
    id,
    label,
    before: value(before, level),
    after: value(after, level),
    difference: compareMeasured(before, after, scope, metric),
  });
  return [
    row("mean", DOMAIN_NAMES[mean], null, { domain: mean }),
    ...levels.map(({ level }) => row(level, LEVEL_NAMES[level], level, { level })),
  ];
}

/** "+12, higher", "−2, not shown": what a difference says, in words; the unit stands elsewhere. */
export function comparisonText({ difference }: ComparisonRow, unit: Unit): string {
  if (difference === null) return "not comparable";
  const { value } = difference.difference;
  const text = differenceText(value, unit).replace(/\u00a0.*/, "");
  if (!difference.excludesZero) return `${text}, not shown`;
  return `${text}, ${unit === "tokens" ? (value > 0 ? "longer" : "shorter") : value > 0 ? "higher" : "lower"}`;
}
