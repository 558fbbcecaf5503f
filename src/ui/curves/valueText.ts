import type { ChartSpec } from "./chartSpec.ts";

/** A measured value as text: "62 %", "47 tokens", "0.13 nats". */
export function valueText(value: number, unit: ChartSpec["unit"]): string {
  switch (unit) {
    case "share":
      return `${digits(value * 100, Math.abs(value) < 0.0995 && value !== 0 ? 1 : 0)}\u00a0%`;
    case "tokens":
      return `${digits(value, value < 10 ? 1 : 0)} tokens`;
    case "nats":
      return `${digits(value, Math.abs(value) >= 10 ? 1 : 2)} nats`;
    case "reward":
    case "number":
      return digits(value, Math.abs(value) >= 10 ? 1 : 2);
  }
}

/** A tick: as short as it can be. */
export function tickText(value: number, unit: ChartSpec["unit"]): string {
  if (unit === "share") return `${Number((value * 100).toPrecision(3))} %`;
  return String(Number(value.toPrecision(3)));
}

const digits = (value: number, places: number): string => value.toFixed(places).replace("-", "−");
