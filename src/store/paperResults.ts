import type { StageId, StageReport } from "../protocol/pipeline.ts";
import type { PaperState } from "./paper.types.ts";
import { settingsKey } from "./paperSettings.ts";
import { STAGES } from "../recipes/stages.ts";

/** The id of the result that comes with the page. */
const SHIPPED = "shipped";

/** One result of a stage, and where it is from. */
export interface StageResult {
  id: string;
  /** Made in this browser, and under the settings that the next run uses. */
  own: boolean;
  current: boolean;
  savedAt: number | null;
  report: StageReport;
}

/** Every known result of a stage: the shipped one first, then one's own, oldest first. */
export function resultsOf({ shipped, own, settings }: PaperState, stage: StageId): StageResult[] {
  const key = settingsKey(settings, stage);
  const report = shipped?.[stage];
  return [
    ...(report ? [{ id: SHIPPED, own: false, current: false, savedAt: null, report }] : []),
    ...own
      .filter((made) => made.report.stage === stage)
      .map((made) => ({
        id: made.id,
        own: true,
        current: settingsKey(made.settings, stage) === key,
        savedAt: made.savedAt,
        report: made.report,
      })),
  ];
}

/** The result that a stage's page shows: the chosen one, else one's own under the present settings, else the shipped, else the newest. */
export function shownResult(state: PaperState, stage: StageId): StageResult | null {
  const results = resultsOf(state, stage);
  return (
    results.find(({ id }) => id === state.chosen[stage]) ??
    results.find(({ current }) => current) ??
    results.find(({ id }) => id === SHIPPED) ??
    results.at(-1) ??
    null
  );
}

export type StageState =
  | { kind: "none" }
  | { kind: "shipped" }
  | { kind: "done" }
  | { kind: "running"; fraction: number }
  | { kind: "failed" };

/** What the list says about a stage. */
export function stageState(state: PaperState, stage: StageId): StageState {
  const { run, status } = state;
  if (run?.stage === stage) {
    if (status === "failed") return { kind: "failed" };
    if (status === "running" || status === "stopping") {
      return { kind: "running", fraction: run.progress?.stage === stage ? run.progress.fraction : 0 };
    }
  }
  const results = resultsOf(state, stage);
  if (results.some(({ current }) => current)) return { kind: "done" };
  return results.some(({ id }) => id === SHIPPED) ? { kind: "shipped" } : { kind: "none" };
}

/** The reports of one source, in the order of the paper: of one's own, those under the present settings. */
export function reportsOf(state: PaperState, source: "shipped" | "own"): StageReport[] {
  return STAGES.flatMap((stage) => {
    const found = resultsOf(state, stage).find(({ own, current }) => (source === "own" ? current : !own));
    return found ? [found.report] : [];
  });
}
