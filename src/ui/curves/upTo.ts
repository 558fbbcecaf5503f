import type { LineData } from "./chartLines.ts";

/** The line up to a step, with one point beyond it where there is one, so that it is drawn to the edge of the axis. */
export function upTo<T extends LineData>(line: T, step: number): T {
  const { steps, values } = line;
  let end = 0;
  while (end < steps.length && (steps[end] as number) <= step) end++;
  if (end + 1 >= steps.length) return line;
  return { ...line, steps: Array.from(steps).slice(0, end + 1), values: Array.from(values).slice(0, end + 1) };
}

/** Value of the line at a step, straight between its points; its last value after them, NaN when it has none. */
export function valueAt({ steps, values }: Pick<LineData, "steps" | "values">, step: number): number {
  let after = 0;
  while (after < steps.length && (steps[after] as number) < step) after++;
  if (after >= steps.length) return values[steps.length - 1] ?? Number.NaN;
  const right = values[after] as number;
  if (after === 0) return right;
  const [from, to] = [steps[after - 1] as number, steps[after] as number];
  const left = values[after - 1] as number;
  return left + ((right - left) * (step - from)) / (to - from);
}
