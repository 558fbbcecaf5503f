import type { ChartLine } from "./chartLines.ts";
import type { ChartSpec } from "./chartSpec.ts";
import { lastAt } from "./joinLines.ts";
import { valueText } from "./valueText.ts";

/** Before a run has values: what the grey line does, or its value at a step. "" where there is none. */
export function recordedReadout(spec: ChartSpec, lines: readonly ChartLine[], step: number | null): string {
  const recorded = lines.find(({ role, values }) => role === "recorded" && values.length > 0);
  if (!recorded) return "";
  const { label, steps, values } = recorded;
  const text = (at: number): string => valueText(values[at] as number, spec.unit);
  if (step !== null) return `${label}: ${text(Math.max(0, lastAt(steps, step)))}`;
  return `${label}: ${text(0)} to ${text(values.length - 1)} in ${steps[steps.length - 1]} steps`;
}

/**
 * "61 %", with names where there are several lines. Measured values, not the smoothed ones; a line that is measured only now
 * and then shows its last value so far.
 *
 * @param step null: the latest
 */
export function readoutText(spec: ChartSpec, lines: readonly ChartLine[], step: number | null): string {
  const live = lines.filter(({ role, values }) => role === "live" && values.length > 0);
  const wanted = step ?? Number.POSITIVE_INFINITY;
  const parts = live.flatMap(({ steps, values, label }) => {
    const at = lastAt(steps, wanted);
    if (at < 0) return [];
    const text = valueText(values[at] as number, spec.unit);
    return [spec.lines.length === 1 ? text : `${label} ${text}`];
  });
  return parts.join(", ");
}
