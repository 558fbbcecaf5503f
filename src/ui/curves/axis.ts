import type { ChartLine } from "./chartLines.ts";
import type { ChartSpec } from "./chartSpec.ts";

export interface Axis {
  min: number;
  max: number;
  ticks: number[];
}

/** Where nearly all of a spiky chart's values lie, with some air; the rest may run out of the picture. */
const SPIKE_SHARE = 0.97;
const SPIKE_AIR = 1.6;

/** The vertical axis for these lines: from 0 (or below, where values are negative) to a round number. */
export function valueAxis(spec: ChartSpec, lines: readonly Pick<ChartLine, "values">[], wantedTicks: number): Axis {
  if (spec.whole) return { min: 0, max: 1, ticks: wantedTicks >= 4 ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.5, 1] };
  let low = 0;
  let high = spec.atLeast;
  for (const { values } of lines) {
    const sorted = Float64Array.from(values).sort();
    if (sorted.length === 0) continue;
    low = Math.min(low, sorted[0] ?? 0);
    const top = sorted[sorted.length - 1] ?? 0;
    const usual = (sorted[Math.floor((sorted.length - 1) * SPIKE_SHARE)] ?? 0) * SPIKE_AIR;
    high = Math.max(high, spec.spiky && sorted.length >= 20 ? Math.min(top, usual) : top);
  }
  const step = roundStep((high - low) / wantedTicks);
  const min = Math.floor(low / step + 1e-9) * step;
  const max = Math.ceil(high / step - 1e-9) * step;
  const count = Math.round((max - min) / step);
  return { min, max, ticks: Array.from({ length: count + 1 }, (_, i) => min + i * step) };
}

/** The smallest of 1, 2, 5 times a power of ten that is not below the given size. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= size * 0.999) ?? 10) * power;
}

/** The horizontal axis says where the run is going: 0, the middle, the budget. */
export const stepTicks = (budget: number): number[] =>
  budget >= 4 ? [0, Math.round(budget / 2), budget] : [0, budget];
