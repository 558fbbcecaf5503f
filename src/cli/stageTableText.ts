import type { StageCell, StageRow } from "../world/stageTable.ts";
import { STAGE_COLUMNS, stageCells, stageRows } from "../world/stageTable.ts";
import type { TableReport, TableResult } from "./readStageReports.ts";
import { textTable } from "./textTable.ts";

const COLUMNS = STAGE_COLUMNS.map(({ label }) => label);

/** The per-stage table as it is printed with --json. */
export function stageTableJson(reports: readonly TableReport[]): object {
  return {
    rows: rowsOf(reports).map((row) => ({
      id: row.id,
      label: row.label,
      run: row.result !== null,
      comparedWith: row.against?.label ?? null,
      ...(row.result && {
        samples: row.result.samples,
        n: counts(row.result),
        suite: row.result.suite,
        cells: Object.fromEntries(
          stageCells(row).map((cell, i) => [
            COLUMNS[i],
            cell && {
              ...cell.interval,
              difference: cell.difference?.difference ?? null,
              marked: cell.difference?.excludesZero ?? false,
            },
          ]),
        ),
      }),
    })),
  };
}

/** The per-stage table to read. */
export function stageTableText(reports: readonly TableReport[]): string {
  const rows = rowsOf(reports).map((row) => {
    if (row.result === null) return [row.label, "not run"];
    const { reasoning, general } = counts(row.result);
    return [row.label, `${reasoning} + ${general}`, ...stageCells(row).map((cell) => (cell ? cellText(cell) : "-"))];
  });
  const samples = [...new Set(rowsOf(reports).flatMap(({ result }) => (result ? [result.samples] : [])))].join(", ");
  const runs = [...new Set(reports.map(({ scale, seed }) => `scale ${scale}, seed ${seed}`))].join("; ");
  const tiny = reports.some(({ scale }) => scale === "tiny") ? " (shows the shape only, its numbers mean nothing)" : "";
  return (
    `${runs}${tiny}\n\n` +
    textTable([["stage", "n", ...COLUMNS], ...rows]) +
    `\nn: reasoning + general problems, ${samples} samples each. [95 % bootstrap interval over problems]\n` +
    "*: the paired difference to the row before (R1-Zero and cold start: to base; students: to their own base; direct RL: to the\n" +
    "distillation) excludes zero. Language consistency is not paired and never marked.\n"
  );
}

const rowsOf = (reports: readonly TableReport[]): StageRow<TableResult>[] => stageRows(reports);

function counts({ problems, levels }: TableResult): { reasoning: number; general: number } {
  const general = levels.filter(({ domain }) => domain === "general").reduce((sum, { n }) => sum + n, 0);
  return { reasoning: problems.length - general, general };
}

function cellText({ column, interval, difference }: StageCell): string {
  const digits = column.metric === "mean_length" ? 1 : 3;
  const [value, low, high] = [interval.value, interval.low, interval.high].map((x) => x.toFixed(digits));
  return `${value}${difference?.excludesZero ? "*" : ""} [${low}, ${high}]`;
}
