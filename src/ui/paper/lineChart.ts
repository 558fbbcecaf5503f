import type { StepRecord } from "../../protocol/messages.ts";
import type { ChartSpec } from "../curves/chartSpec.ts";
import { smooth } from "../curves/smooth.ts";
import { valueText } from "../curves/valueText.ts";

export interface ChartSeries {
  label: string;
  /** A colour of the page with a meaning of its own (tokens.css). */
  colour: "policy" | "vote" | "len" | "aha" | "soft" | "ink";
  points: readonly (readonly [step: number, value: number])[];
  /** Weight of the past, 0…1; above 0 the raw line stays faint behind the smoothed one. */
  smoothing?: number;
}

/** A metric of a stage's training steps; steps without it are left out. */
export const pointsOf = (history: readonly StepRecord[], metric: string): [number, number][] =>
  history.flatMap(({ step, metrics }) => {
    const value = metrics[metric];
    return value !== undefined && Number.isFinite(value) ? [[step, value] as [number, number]] : [];
  });

const smoothed = (points: ChartSeries["points"], smoothing: number): ReturnType<typeof smooth> =>
  smooth(
    points.map(([, value]) => value),
    smoothing,
  );

/** Where a line ends as it is drawn: the last step and the smoothed value there. */
export function lineEnd(points: ChartSeries["points"], smoothing: number): [step: number, value: number] | null {
  const [last, value] = [points.at(-1), smoothed(points, smoothing).at(-1)];
  return last && value !== undefined ? [last[0], value] : null;
}

/** An SVG path through the points, smoothed exponentially. */
export function linePath(
  points: ChartSeries["points"],
  smoothing: number,
  x: (step: number) => number,
  y: (value: number) => number,
): string {
  const values = smoothed(points, smoothing);
  return points
    .map(([step], i) => `${i === 0 ? "M" : "L"}${x(step).toFixed(1)} ${y(values[i] ?? 0).toFixed(1)}`)
    .join("");
}

/** Labels that would cover each other move apart; their order stays. */
export function spreadEnds<T extends { y: number }>(ends: readonly T[], gap = 13): T[] {
  const sorted = [...ends].sort((a, b) => a.y - b.y);
  let last = -Infinity;
  return sorted.map((end) => {
    last = Math.max(end.y, last + gap);
    return { ...end, y: last };
  });
}

/** "Reward: from 0.2 at step 1 to 0.66 at step 200." */
export function chartWords(title: string, unit: ChartSpec["unit"], series: readonly ChartSeries[]): string {
  const parts = series.map(({ label, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    const name = series.length > 1 ? `${label} ` : "";
    if (!first || !last) return `${name}not measured`;
    return `${name}from ${valueText(first[1], unit)} at step ${first[0]} to ${valueText(last[1], unit)} at step ${last[0]}`;
  });
  return `${title}: ${parts.join("; ")}.`;
}
