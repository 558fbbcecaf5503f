import type { Field } from "../../rl/field.ts";

/** Positions of a slider and the values they stand for. */
export interface SliderScale {
  kind: "linear" | "log";
  min: number;
  max: number;
  step: number;
  toPosition(value: number): number;
  toValue(position: number): number;
}

const MANTISSAS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

type NumberField = Pick<Field, "type" | "scale" | "step" | "default"> & { min: number; max: number };

/** A linear slider would spend nearly all of its way on values that nobody wants. */
function wantsLog({ min, max, step = 1, default: usual, scale }: NumberField): boolean {
  if (scale === "log") return true;
  if (typeof usual !== "number" || usual > max * 0.1) return false;
  return min > 0 ? max / min >= 200 : min === 0 && max / step >= 200;
}

/**
 * Round values 1, 1.2, 1.5, 2 … of every decade inside the range, with the range's own ends and 0 where it is
 * allowed.
 */
function logStops({ min, max, step = 1, type }: NumberField): number[] {
  const lowest = min > 0 ? min : type === "integer" ? 1 : step / 10;
  const stops = new Set<number>([min]);
  for (let decade = Math.floor(Math.log10(lowest)); decade <= Math.ceil(Math.log10(max)); decade++) {
    for (const mantissa of MANTISSAS) {
      const stop = Number(`${mantissa}e${decade}`);
      if (stop >= lowest && stop <= max && (type !== "integer" || Number.isInteger(stop))) stops.add(stop);
    }
  }
  stops.add(max);
  return [...stops].sort((a, b) => a - b);
}

/** How a number's slider moves: by the field's step, or over round values on a logarithmic scale. */
export function sliderScale(field: NumberField): SliderScale {
  const { min, max, step = 1 } = field;
  if (!wantsLog(field)) {
    const digits = Math.max(0, Math.ceil(-Math.log10(step)) + 1);
    return {
      kind: "linear",
      min,
      max,
      step,
      toPosition: (value) => Math.min(max, Math.max(min, value)),
      toValue: (position) => Math.min(max, Math.max(min, Number(position.toFixed(digits)))),
    };
  }
  const stops = logStops(field);
  return {
    kind: "log",
    min: 0,
    max: stops.length - 1,
    step: 1,
    toPosition: (value) => {
      let best = 0;
      stops.forEach((stop, i) => {
        if (Math.abs(stop - value) < Math.abs((stops[best] ?? 0) - value)) best = i;
      });
      return best;
    },
    toValue: (position) => stops[Math.round(position)] ?? min,
  };
}
