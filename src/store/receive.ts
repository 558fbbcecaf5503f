import type { AhaEvent, Evaluation, FromWorker } from "../protocol/messages.ts";
import { failureNotice, withNotice } from "./failureNotice.ts";
import { keepGroups } from "./groupRing.ts";
import { recoveryNotice } from "./recoveryNotice.ts";
import type { RunState } from "./runState.ts";

/** Kept events; the marks of one step stop at the second number (all are counted by the worker). */
const KEPT_AHAS = 2_400;
export const KEPT_AHAS_A_STEP = 24;

/** What a message changes in the state. Series, autosave and queued commands are the lab's business (lab.ts). */
export function receive(state: RunState, message: FromWorker): Partial<RunState> {
  switch (message.type) {
    case "loaded": {
      const { backend, shape, parameters, step, config } = message;
      // A run that another backend took over is still going.
      const waits = state.status === "loading" || state.status === "failed";
      const loaded = { backend, shape, parameters, step, config };
      return waits ? { ...loaded, status: step > 0 ? "paused" : "ready" } : loaded;
    }
    case "status":
      return {
        status: message.status,
        progress: message.status === "playing" || message.status === "pausing" ? state.progress : null,
        ...(message.status === "playing" && { budget: budgetOf(state) }),
      };
    case "progress": {
      const { step, phase, fraction, tokensPerSecond } = message;
      const progress = { step, phase, fraction };
      // Of sampling, the figure that grows with longer answers; other phases count tokens of their own.
      return tokensPerSecond > 0 && phase === "sampling"
        ? { progress, tokensPerSecond: smooth(state.tokensPerSecond, tokensPerSecond) }
        : { progress };
    }
    case "step":
      return receiveStep(state, message);
    case "evaluation":
      return { evaluations: withEvaluation(state.evaluations, message.evaluation) };
    case "replay":
      return message.replay.id === state.selectedAha?.id ? { replay: message.replay } : {};
    case "restored": {
      const { evaluations, ahaCount, firstAhaStep } = message;
      return { evaluations, ahaCount, firstAhaStep };
    }
    case "failure":
      return { notices: withNotice(state.notices, failureNotice(message.failure)) };
    case "saved-state":
      return {};
    case "recovered":
      return { notices: withNotice(state.notices, recoveryNotice(message.recovery)) };
  }
}

function receiveStep(state: RunState, message: Extract<FromWorker, { type: "step" }>): Partial<RunState> {
  const { step, metrics } = message.record;
  const patch: Partial<RunState> = { step, ahaCount: message.ahaCount, firstAhaStep: message.firstAhaStep };
  if (message.groups.length > 0) {
    patch.groups = keepGroups(state.groups, step, message.groups);
    if (state.followLatest || state.selectedStep === null) {
      patch.selectedStep = step;
      if (!message.groups.some((group) => group.index === state.selectedGroup)) {
        patch.selectedGroup = message.groups[0]?.index ?? 0;
      }
    }
  }
  if (message.ahas.length > 0) patch.ahas = keepAhas(state.ahas, message.ahas);
  const seconds = metrics["step_time"];
  if (seconds !== undefined && seconds > 0) patch.secondsPerStep = smooth(state.secondsPerStep, seconds);
  return patch;
}

/** The first ones are never dropped (the first aha is part of the story); beyond the cap the older half is thinned. */
function keepAhas(kept: readonly AhaEvent[], fresh: readonly AhaEvent[]): AhaEvent[] {
  const all = [...kept, ...fresh.slice(0, KEPT_AHAS_A_STEP)];
  if (all.length <= KEPT_AHAS) return all;
  const half = Math.floor(all.length / 2);
  return all.filter((_, i) => i < 24 || i >= half || i % 2 === 0);
}

function withEvaluation(evaluations: readonly Evaluation[], fresh: Evaluation): Evaluation[] {
  return [...evaluations.filter((other) => other.step !== fresh.step), fresh].sort((a, b) => a.step - b.step);
}

const smooth = (before: number | null, now: number): number => (before === null ? now : before * 0.7 + now * 0.3);

/** As the trainer counts: after the budget is used up, play means as many steps again. */
const budgetOf = ({ step, budget, config: { steps } }: RunState): number =>
  step < budget ? budget : step < steps ? steps : step + steps;
