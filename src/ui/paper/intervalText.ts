import type { Interval } from "../../protocol/pipeline.ts";
import { fixed, percent } from "../trace/numberText.ts";

export type MeasureUnit = "share" | "tokens";

/** "61 %" or "52.1". */
export const measureText = (value: number, unit: MeasureUnit): string =>
  unit === "share" ? percent(value) : fixed(value, 1);

/** "57 to 65 %": the 95 % interval. */
export function rangeText({ low, high }: Interval, unit: MeasureUnit): string {
  const ends = unit === "share" ? [fixed(100 * low, 0), percent(high)] : [fixed(low, 1), fixed(high, 1)];
  return ends.join(" to ");
}

/** Whether two intervals have no point in common. */
export const areDisjoint = (a: Interval, b: Interval): boolean => a.high < b.low || b.high < a.low;

/**
 * A difference in words, only where the intervals say that there is one. Intervals that overlap may still hide a difference: a paired
 * comparison would tell, so nothing is said about it.
 */
export function changeText(before: Interval, after: Interval): "higher" | "lower" | null {
  if (!areDisjoint(before, after)) return null;
  return after.value > before.value ? "higher" : "lower";
}
