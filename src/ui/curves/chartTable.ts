import type { ChartLine } from "./chartLines.ts";
import { joinLines } from "./joinLines.ts";

export interface ChartTableData {
  columns: { label: string; metric: string }[];
  rows: { step: number; cells: ({ value: number; low?: number; high?: number } | null)[] }[];
}

/** For reading: once the run has values, only its own steps, with the recorded run beside them. */
export function readableTable(lines: readonly ChartLine[]): ChartTableData {
  const live = lines.filter(({ role }) => role === "live");
  const own = new Set(live.flatMap(({ steps }) => Array.from(steps)));
  const { columns, rows } = chartTable(lines);
  return { columns, rows: own.size > 0 ? rows.filter(({ step }) => own.has(step)) : rows };
}

/** The lines of the run (and of the recorded run) as a table, one row a step. */
export function chartTable(lines: readonly ChartLine[]): ChartTableData {
  const shown = lines.filter(({ role, values }) => role !== "earlier" && values.length > 0);
  const [axis, ...columns] = joinLines(shown);
  const intervals = shown.map(({ steps, low, high }) => {
    const bySteps = new Map<number, { low: number; high: number }>();
    if (low && high) {
      for (let i = 0; i < steps.length; i++)
        bySteps.set(steps[i] as number, { low: low[i] as number, high: high[i] as number });
    }
    return bySteps;
  });
  return {
    columns: shown.map(({ label, role, spec }) => ({
      label,
      metric: role === "recorded" ? `recorded ${spec.metric}` : spec.metric,
    })),
    rows: axis.map((step, i) => ({
      step,
      cells: columns.map((column, c) => {
        const value = column[i] ?? null;
        return value === null ? null : { value, ...intervals[c]?.get(step) };
      }),
    })),
  };
}

/** As comma-separated values with metric names; intervals get columns of their own. */
export function chartCsv(lines: readonly ChartLine[]): string {
  const { columns, rows } = chartTable(lines);
  const withInterval = columns.map((_, c) => rows.some(({ cells }) => cells[c]?.low !== undefined));
  const header = columns.flatMap(({ metric }, c) =>
    withInterval[c] ? [metric, `${metric}_low`, `${metric}_high`] : [metric],
  );
  const body = rows.map(({ step, cells }) => [
    step,
    ...cells
      .flatMap((cell, c) => (withInterval[c] ? [cell?.value, cell?.low, cell?.high] : [cell?.value]))
      .map((value) => value ?? ""),
  ]);
  return [["step", ...header.map(quoted)], ...body].map((row) => row.join(",")).join("\n");
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
