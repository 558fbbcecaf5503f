import type { Difference, Interval } from "../lib/bootstrap.ts";
import { compareMeasured, type Measured, type PairedMetric } from "./comparison.ts";
import type { Domain } from "./problem.ts";

/** What the table needs of a `SuiteResult`. */
export interface SuiteLike extends Measured {
  domains: Readonly<Record<Domain | "reasoning", Readonly<Record<string, Interval>>>>;
}

/** What the table needs of a `StageReport`. */
export interface StageOutcome<R extends SuiteLike> {
  stage: string;
  before: R | null;
  after: R | null;
  students?: readonly { name: string; base: R; distilled: R; direct?: { result: R } | undefined }[] | undefined;
}

/** A model of the paper, in miniature. */
export interface StageRow<R extends SuiteLike> {
  /** "base", a stage, "student/48x2" or "direct/48x2". */
  id: string;
  label: string;
  /** null: not run. */
  result: R | null;
  /** What it is compared with; null where that was not run. */
  against: { label: string; result: R } | null;
}

export interface StageColumn {
  domain: Domain | "reasoning";
  metric: PairedMetric | "language_consistency";
  label: string;
}

export interface StageCell {
  column: StageColumn;
  interval: Interval;
  /** To what the row is compared with; null where nothing can be paired. */
  difference: Difference | null;
}

/** In the paper's order; R1-Zero and the cold start both start from the base, each other stage is compared with the one before it. */
const STAGES = [
  { stage: "zero", label: "R1-Zero", against: "base" },
  { stage: "cold-start", label: "cold start", against: "base" },
  { stage: "reasoning-rl", label: "reasoning RL", against: "cold-start" },
  { stage: "rejection", label: "rejection SFT", against: "reasoning-rl" },
  { stage: "second-rl", label: "R1 (second RL)", against: "rejection" },
] as const;

export const STAGE_COLUMNS: readonly StageColumn[] = [
  ...(["maths", "programs", "logic", "science", "reasoning"] as const).flatMap((domain): StageColumn[] => [
    { domain, metric: "pass@1", label: `${domain} pass@1` },
    { domain, metric: "cons", label: `${domain} cons` },
  ]),
  { domain: "reasoning", metric: "mean_length", label: "length" },
  { domain: "reasoning", metric: "language_consistency", label: "language" },
  { domain: "general", metric: "helpful", label: "helpful" },
  { domain: "general", metric: "harmless", label: "harmless" },
];

/**
 * The models of a pipeline run in the paper's order: base, the five stages, then each student after distillation (compared with its own
 * base) and, where there is one, after direct RL (compared with its distillation).
 */
export function stageRows<R extends SuiteLike>(outcomes: readonly StageOutcome<R>[]): StageRow<R>[] {
  const byStage = new Map(outcomes.map((outcome) => [outcome.stage, outcome]));
  const base = byStage.get("zero")?.before ?? byStage.get("cold-start")?.before ?? null;
  const rows: StageRow<R>[] = [{ id: "base", label: "base", result: base, against: null }];
  for (const { stage, label, against } of STAGES) {
    const other = rows.find(({ id }) => id === against);
    const compared = other?.result ? { label: other.label, result: other.result } : null;
    rows.push({ id: stage, label, result: byStage.get(stage)?.after ?? null, against: compared });
  }
  for (const { name, base: own, distilled, direct } of byStage.get("distill")?.students ?? []) {
    const student = `student ${name}`;
    rows.push({
      id: `student/${name}`,
      label: student,
      result: distilled,
      against: { label: "its own base", result: own },
    });
    if (!direct) continue;
    const against = { label: "its distillation", result: distilled };
    rows.push({ id: `direct/${name}`, label: `${name}, RL directly`, result: direct.result, against });
  }
  if (!byStage.has("distill")) rows.push({ id: "distill", label: "students", result: null, against: null });
  return rows;
}

/** One cell a column of STAGE_COLUMNS; null where the metric was not measured. */
export function stageCells<R extends SuiteLike>({ result, against }: StageRow<R>): (StageCell | null)[] {
  return STAGE_COLUMNS.map((column) => {
    const { domain, metric } = column;
    const name = metric === "cons" ? `cons@${result?.samples}` : metric;
    const interval = result?.domains[domain][name];
    if (result === null || interval === undefined) return null;
    const paired = against !== null && metric !== "language_consistency";
    const difference = paired ? compareMeasured(against.result, result, { domain }, metric) : null;
    return { column, interval, difference };
  });
}
