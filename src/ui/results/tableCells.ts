import type { SuiteResult } from "../../protocol/suite.ts";
import type { Domain } from "../../world/problem.ts";
import { type StageCell, type StageRow, stageCells } from "../../world/stageTable.ts";
import { DOMAIN_NAMES } from "./levelNames.ts";
import { problemsIn } from "./models.ts";
import { differenceSentence, intervalSentence, rangeText, type Unit, valueText } from "./resultText.ts";

/** What stands in one cell of the table. */
export interface TableCell {
  /** "62 %"; a dash where nothing was measured. */
  text: string;
  /** "57–67". */
  range: string;
  marked: boolean;
  /** The majority vote under it. */
  vote: { text: string; marked: boolean } | null;
  /** Everything about the number, in sentences. */
  explanation: string;
}

export interface TableColumn {
  id: string;
  title: string;
  domain: Domain | "reasoning";
  metric: StageCell["column"]["metric"];
}

export const TABLE_COLUMNS: readonly TableColumn[] = [
  ...(["reasoning", "maths", "programs", "logic", "science"] as const).map((domain) => ({
    id: domain,
    title: DOMAIN_NAMES[domain],
    domain,
    metric: "pass@1" as const,
  })),
  { id: "length", title: "Length", domain: "reasoning", metric: "mean_length" },
  { id: "language", title: "Language", domain: "reasoning", metric: "language_consistency" },
  { id: "helpful", title: "Helpful", domain: "general", metric: "helpful" },
  { id: "harmless", title: "Harmless", domain: "general", metric: "harmless" },
];

const NAMES: Readonly<Record<TableColumn["metric"], string>> = {
  "pass@1": "pass@1",
  cons: "majority vote",
  mean_length: "response length",
  language_consistency: "share of the thinking's words in the prompt's language",
  helpful: "helpfulness by the stated rules",
  harmless: "share neither rude nor leaking",
};

/** The cells of TABLE_COLUMNS. */
export function tableCells(row: StageRow<SuiteResult>): TableCell[] {
  const cells = stageCells(row);
  const find = ({ domain }: TableColumn, metric: TableColumn["metric"]): StageCell | null =>
    cells.find((cell) => cell?.column.domain === domain && cell.column.metric === metric) ?? null;
  return TABLE_COLUMNS.map((column) => {
    const cell = find(column, column.metric);
    if (row.result === null || cell === null) {
      return {
        text: "–",
        range: "",
        marked: false,
        vote: null,
        explanation: `${row.label}, ${column.title}: not measured.`,
      };
    }
    const vote = column.metric === "pass@1" ? find(column, "cons") : null;
    const unit: Unit = column.metric === "mean_length" ? "tokens" : "share";
    const where = `${row.label}, ${DOMAIN_NAMES[column.domain].toLowerCase()}`;
    const n = `${problemsIn(row.result, column.domain)} problems, ${row.result.samples} samples each.`;
    return {
      text: valueText(cell.interval.value, unit),
      range: rangeText(cell.interval, unit),
      marked: cell.difference?.excludesZero ?? false,
      vote: vote && { text: valueText(vote.interval.value, "share"), marked: vote.difference?.excludesZero ?? false },
      explanation: [
        `${where}: ${sentence(cell, unit, row)}`,
        ...(vote ? [`Majority of ${row.result.samples}: ${sentence(vote, "share", row, false)}`] : []),
        n,
      ].join(" "),
    };
  });
}

function sentence(
  { column, interval, difference }: StageCell,
  unit: Unit,
  row: StageRow<SuiteResult>,
  named = true,
): string {
  const value = `${named ? `${NAMES[column.metric]} ` : ""}${intervalSentence(interval, unit)}${unit === "tokens" ? " tokens" : ""}.`;
  if (difference === null || row.against === null) return value;
  const verdict = difference.excludesZero ? "its interval excludes zero" : "no difference is shown";
  return `${value} Against ${row.against.label} ${differenceSentence(difference.difference, unit)}: ${verdict}.`;
}
