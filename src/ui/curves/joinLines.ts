import type { LineData } from "./chartLines.ts";

/**
 * Lines with steps of their own, on one common axis, as uPlot wants them: [steps, values of each line…], null where a line
 * has no value.
 */
export function joinLines(lines: readonly Pick<LineData, "steps" | "values">[]): [number[], ...(number | null)[][]] {
  const all = new Set<number>();
  for (const { steps } of lines) for (let i = 0; i < steps.length; i++) all.add(steps[i] as number);
  const axis = [...all].sort((a, b) => a - b);
  const place = new Map(axis.map((step, i) => [step, i]));
  const columns = lines.map(({ steps, values }) => {
    const column: (number | null)[] = Array.from({ length: axis.length }, () => null);
    for (let i = 0; i < steps.length; i++) column[place.get(steps[i] as number) as number] = values[i] as number;
    return column;
  });
  return [axis, ...columns];
}

/** Index of the last step at or before the wanted one; -1 if there is none. */
export function lastAt(steps: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] as number) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
