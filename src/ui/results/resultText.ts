import type { Interval } from "../../protocol/suite.ts";

export type Unit = "share" | "tokens";

const NBSP = "\u00a0";

/** "62 %" or "47" (tokens). */
export function valueText(value: number, unit: Unit): string {
  return unit === "share" ? `${minus((100 * value).toFixed(0))}${NBSP}%` : minus(value.toFixed(value < 10 ? 1 : 0));
}

/** "57–67": the interval in the unit of the value, short. */
export function rangeText({ low, high }: Interval, unit: Unit): string {
  const text = (value: number): string => valueText(value, unit).replace(`${NBSP}%`, "");
  return `${text(low)}–${text(high)}`;
}

/** "62 %, 95 % interval 57 to 67 %". */
export function intervalSentence(interval: Interval, unit: Unit): string {
  const low = valueText(interval.low, unit).replace(`${NBSP}%`, "");
  return `${valueText(interval.value, unit)}, 95${NBSP}% interval ${low} to ${valueText(interval.high, unit)}`;
}

/** "+12 points" or "−3 tokens". */
export function differenceText(value: number, unit: Unit): string {
  const text = unit === "share" ? (100 * value).toFixed(0) : value.toFixed(Math.abs(value) < 10 ? 1 : 0);
  const number = Number(text) === 0 ? "0" : value > 0 ? `+${text}` : minus(text);
  return `${number}${NBSP}${unit === "share" ? "points" : "tokens"}`;
}

/** "+12 points (7 to 18)". */
export function differenceSentence({ value, low, high }: Interval, unit: Unit): string {
  const bare = (bound: number): string => differenceText(bound, unit).replace(/\u00a0.*/, "");
  return `${differenceText(value, unit)} (${bare(low)} to ${bare(high)})`;
}

const minus = (text: string): string => text.replace(/^-/, "−");
