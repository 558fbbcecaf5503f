import type { Series } from "../../store/series.ts";
import { TIME_PARTS, type TimePart } from "./timeParts.ts";

export interface BreakdownPart extends TimePart {
  /** Of one step, mean over the steps averaged. */
  seconds: number;
  /** Of the whole, 0 to 1. */
  share: number;
}

export interface Breakdown {
  /** Parts that took any time, in the order of the step. */
  parts: BreakdownPart[];
  /** Seconds of one step. */
  total: number;
  /** Steps averaged. */
  steps: number;
}

/** Steps averaged, so that the bar does not flicker. */
const WINDOW = 5;

/** Where the time of the latest steps went; null where nothing of it was measured. */
export function stepBreakdown(get: (metric: string) => Series): Breakdown | null {
  const series = TIME_PARTS.map((part) => ({ part, ...get(part.metric) }));
  const last = Math.max(...series.map(({ steps }) => steps.at(-1) ?? -1));
  if (last < 0) return null;
  let count = 0;
  const sums = series.map(({ part, steps, values }) => {
    let seconds = 0;
    let n = 0;
    for (let i = steps.length - 1; i >= 0 && (steps[i] as number) > last - WINDOW; i--, n++) {
      seconds += Math.max(0, values[i] as number);
    }
    count = Math.max(count, n);
    return { part, seconds };
  });
  const total = sums.reduce((sum, { seconds }) => sum + seconds, 0) / count;
  if (!(total > 0)) return null;
  const parts = sums
    .filter(({ seconds }) => seconds > 0)
    .map(({ part, seconds }) => ({ ...part, seconds: seconds / count, share: seconds / count / total }));
  return { parts, total, steps: count };
}
