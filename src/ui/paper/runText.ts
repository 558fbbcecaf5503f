import type { PaperState, PaperStatus } from "../../store/paper.types.ts";
import type { Scale, StageId } from "../../protocol/pipeline.ts";
import { STAGES } from "../../recipes/stages.ts";
import { durationText } from "../topbar/durationText.ts";
import { numberWord, percent } from "../trace/numberText.ts";
import { STAGE_TEXTS } from "./stageTexts.ts";

/**
 * What is to be said about the run of the paper, in one or two sentences.
 *
 * @param left stages that have no result under the present settings
 */
export function runText({ status, run, settings }: PaperState, left: number): string {
  const stage = run?.stage ? STAGE_TEXTS[run.stage].name : null;
  const at = stage && run?.progress ? `${stage}, ${percent(run.progress.fraction)}` : stage;
  switch (status) {
    case "running":
    case "stopping": {
      const eta = run?.progress?.totalEta ?? null;
      const words = status === "stopping" ? "Stopping at the next safe place" : "Running";
      return `${words}: ${at ?? "the first stage"}.${eta === null ? "" : ` About ${durationText(eta)} left for all stages.`}`;
    }
    case "stopped":
      return `Stopped at ${at ?? "the first stage"}. What is done is stored, and the run can go on from there.`;
    case "interrupted":
      return `A run was interrupted at ${at ?? "the first stage"}. It can go on from its last stored step.`;
    case "failed":
      return `The run has stopped at ${at ?? "the first stage"}.`;
    case "finished":
      if (left === 0) return "The run is finished: every stage has a result of your own.";
      return leftText(left, settings.scale);
    case "idle":
      if (left === 0) return "Every stage has a result of your own under these settings.";
      return leftText(left, settings.scale);
  }
}

function leftText(left: number, scale: Scale): string {
  if (left === STAGES.length) {
    return `All ${numberWord(left)} stages can be run in this browser, one after the other, at scale ${scale}.`;
  }
  const count = numberWord(left).replace(/^./, (letter) => letter.toUpperCase());
  return `${count} of ${numberWord(STAGES.length)} stages ${left === 1 ? "has" : "have"} no result of your own under these settings.`;
}

/** What a screen reader is told when it changes: not every step. */
export function statusText(status: PaperStatus, stage: StageId | null): string {
  const at = stage ? STAGE_TEXTS[stage].name : "the first stage";
  switch (status) {
    case "idle":
    case "interrupted":
      return "";
    case "running":
      return `Running: ${at}.`;
    case "stopping":
      return "Stopping.";
    case "stopped":
      return `Stopped at ${at}.`;
    case "failed":
      return `The run has stopped at ${at} with an error.`;
    case "finished":
      return "The run of the paper is finished.";
  }
}
