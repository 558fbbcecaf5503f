import type { AblationRun } from "../../protocol/pipeline.ts";
import { mean } from "../../lib/statistics.ts";
import { measureText, type MeasureUnit } from "./intervalText.ts";
import { measureOf } from "./measures.ts";

/** One metric of the ablation: every seed's value and the mean, with the language reward and without. */
export interface AblationRow {
  label: string;
  unit: MeasureUnit;
  arms: { name: "with" | "without"; seeds: { seed: number; value: number }[]; mean: number }[];
}

const METRICS = [
  ["Language consistency", "language_consistency", "share"],
  ["Accuracy, reasoning pass@1", "pass@1", "share"],
  ["Response length, tokens", "mean_length", "tokens"],
] as const;

/** Rows in which both arms were measured. */
export const ablationRows = (runs: readonly AblationRun[]): AblationRow[] =>
  METRICS.flatMap(([label, metric, unit]) => {
    const arms = (["with", "without"] as const).flatMap((name) => {
      const seeds = runs
        .filter(({ weight }) => weight > 0 === (name === "with"))
        .flatMap(({ seed, after }) => {
          const interval = measureOf(after, "reasoning", metric);
          return interval ? [{ seed, value: interval.value }] : [];
        });
      return seeds.length > 0 ? [{ name, seeds, mean: mean(seeds.map(({ value }) => value)) }] : [];
    });
    return arms.length === 2 ? [{ label, unit, arms }] : [];
  });

/** "Over 3 seeds each, mean language consistency is 98 % with the reward and 82 % without; …": what the reward buys and what it costs, in words. */
export function priceText(rows: readonly AblationRow[]): string | null {
  const [gain, price] = [
    rows.find(({ label }) => label.startsWith("Lang")),
    rows.find(({ label }) => label.startsWith("Acc")),
  ];
  const pair = (row: AblationRow): [number, number] => [row.arms[0]?.mean ?? 0, row.arms[1]?.mean ?? 0];
  if (!gain || !price) return null;
  const [withReward, without] = pair(price);
  const points = 100 * (without - withReward);
  const counts = [...new Set(price.arms.map(({ seeds: { length } }) => length))];
  const seeds = counts.length === 1 ? `${counts[0]} seeds each` : `${counts.join(" and ")} seeds`;
  const words =
    Math.abs(points) < 0.05
      ? "the mean accuracy is the same"
      : `the mean accuracy is ${Math.abs(points).toFixed(1)} points ${points > 0 ? "lower" : "higher"} with it`;
  const [consistent, mixed] = pair(gain).map((value) => measureText(value, "share"));
  return `Over ${seeds}, mean language consistency is ${consistent} with the reward and ${mixed} without; ${words}.`;
}
