import type { StageReport } from "../../protocol/pipeline.ts";
import type { SuiteResult } from "../../protocol/suite.ts";
import type { Domain } from "../../world/problem.ts";
import { type StageRow, stageRows } from "../../world/stageTable.ts";

/** A model that was measured. */
export interface Model {
  id: string;
  label: string;
  result: SuiteResult;
}

export const rowsOf = (reports: readonly StageReport[]): StageRow<SuiteResult>[] => stageRows(reports);

/** Every measured model of the table, in its order. */
export const modelsOf = (rows: readonly StageRow<SuiteResult>[]): Model[] =>
  rows.flatMap(({ id, label, result }) => (result ? [{ id, label, result }] : []));

/** The base and what the stages made, without the students. */
export const stagesOf = (models: readonly Model[]): Model[] => models.filter(({ id }) => !id.includes("/"));

/** Different problems of a domain in a result. */
export const problemsIn = ({ levels }: SuiteResult, domain: Domain | "reasoning"): number =>
  levels
    .filter((level) => (domain === "reasoning" ? level.domain !== "general" : level.domain === domain))
    .reduce((sum, { n }) => sum + n, 0);
