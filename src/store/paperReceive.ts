import type { FromPipeline } from "../protocol/pipeline.ts";
import type { OwnReport, PaperState } from "./paper.types.ts";

/** The state after a message of the pipeline worker. Messages that no run waits for change nothing. */
export function paperReceive(state: PaperState, message: FromPipeline, now: number): Partial<PaperState> {
  if (message.type === "backend") return { backend: message.description };
  const { run, status } = state;
  if (!run || (status !== "running" && status !== "stopping")) return {};
  switch (message.type) {
    case "progress": {
      const { progress } = message;
      const before = run.stage === progress.stage ? state.history : [];
      const { record } = progress;
      // A worker that took the stage up again repeats steps.
      const history = record ? [...before.filter(({ step }) => step < record.step), record] : before;
      return { run: { ...run, stage: progress.stage, progress }, history };
    }
    case "stage-done": {
      const { report } = message;
      const made: OwnReport = { id: ownId(report), savedAt: now, settings: run.settings, report };
      const { [report.stage]: _, ...chosen } = state.chosen;
      return { own: [...state.own.filter(({ id }) => id !== made.id), made], history: [], chosen };
    }
    case "stopped":
      return { status: "stopped" };
    case "finished":
      return { status: "finished", run: { ...run, progress: null } };
    case "failure":
      return {
        status: "failed",
        failure: message.failure,
        run: { ...run, stage: message.stage ?? run.stage },
      };
  }
}

const ownId = ({ stage, lineage }: OwnReport["report"]): string => `${stage}/${lineage}`;
