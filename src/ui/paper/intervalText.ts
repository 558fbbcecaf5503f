import type { Interval } from "../../protocol/suite.ts";
import { fixed, percent, signed } from "../trace/numberText.ts";

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

/** "+43 points, 40 to 46", "+0.5 points, 0.2 to 0.7" (a decimal below 10 points, so that no difference reads as none) or "+12.0, 9.1 to 14.8": a difference of two measurements with its interval. */
export function differenceText({ value, low, high }: Interval, unit: MeasureUnit): string {
  if (unit === "tokens") return `${signed(value, 1)}, ${fixed(low, 1)} to ${fixed(high, 1)}`;
  const digits = Math.abs(value) < 0.1 ? 1 : 0;
  return `${signed(100 * value, digits)} points, ${fixed(100 * low, digits)} to ${fixed(100 * high, digits)}`;
}
