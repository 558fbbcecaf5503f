import type { StageId, StageReport } from "../protocol/pipeline.ts";
import type { SuiteResult } from "../protocol/suite.ts";
import { readText, writeText } from "./artifactStore.ts";
import { MissingInputError } from "./missingInputError.ts";
import type { StageContext } from "./context.ts";

type Files = Pick<StageContext, "store" | "folder">;

const fileOf = ({ folder }: Files, stage: StageId): string => `${folder(stage)}/report.json`;

export const writeReport = (files: Files, report: StageReport): Promise<void> =>
  writeText(files.store, fileOf(files, report.stage), `${JSON.stringify(report)}\n`);

/** null where the stage is not done. @throws naming the file when it is broken */
export async function readReport(files: Files, stage: StageId): Promise<StageReport | null> {
  const file = fileOf(files, stage);
  const text = await readText(files.store, file);
  if (text === null) return null;
  let value: StageReport | null;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${file}: expected the JSON of a stage's report, got ${JSON.stringify(text.slice(0, 40))}`);
  }
  if (value?.format !== "aha-lab stage" || value.version !== 1 || value.stage !== stage) {
    throw new Error(
      `${file}: expected a report of stage ${stage}, version 1, got ${JSON.stringify(text.slice(0, 80))}`,
    );
  }
  return value;
}

/** What an earlier stage measured, of its own result or of the base. @throws MissingInputError where it is not done */
export async function earlierResult(
  context: StageContext,
  stage: StageId,
  when: "before" | "after",
): Promise<SuiteResult> {
  const found = (await readReport(context, stage))?.[when];
  if (found) return found;
  throw new MissingInputError(context.stage, stage, fileOf(context, stage));
}
