const COLUMNS: readonly { head: string; metric: string; digits: number }[] = [
  { head: "step", metric: "step", digits: 0 },
  { head: "reward", metric: "reward", digits: 3 },
  { head: "accuracy", metric: "rewards/accuracy/mean", digits: 3 },
  { head: "format", metric: "rewards/format/mean", digits: 3 },
  { head: "length", metric: "completions/mean_length", digits: 1 },
  { head: "reflect", metric: "behaviour/reflection_rate", digits: 3 },
  { head: "aha", metric: "behaviour/aha_rate", digits: 3 },
  { head: "entropy", metric: "entropy", digits: 3 },
  { head: "seconds", metric: "step_time", digits: 2 },
  { head: "pass@1", metric: "eval/pass@1", digits: 3 },
];
const WIDTH = 9;

/** A step as a row of a table; null gives the head. Held-out accuracy stands only where it was measured. */
export function stepLine(metrics: Record<string, number> | null): string {
  const cells = COLUMNS.map(({ head, metric, digits }) =>
    metrics === null ? head : (metrics[metric]?.toFixed(digits) ?? ""),
  );
  return `${cells
    .map((cell) => cell.padStart(WIDTH))
    .join("")
    .trimEnd()}\n`;
}
