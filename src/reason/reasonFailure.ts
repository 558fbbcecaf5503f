import type { Failure, FailureKind } from "../protocol/messages.ts";
import { kindOf } from "../trainer/failureOf.ts";

const AGAIN = "Press Ask to try again; the checkpoint is opened anew.";

const HINTS: Readonly<Record<FailureKind, string>> = {
  "no-webgpu": "Choose WebAssembly in the details of what computes, or leave the choice to the page.",
  checkpoint: "Choose another checkpoint; this one has to be made anew or fetched again.",
  fetch: "Check the connection and choose the checkpoint again, or choose another one.",
  "non-finite": AGAIN,
  storage: "Free some space, then try again.",
  "device-lost": AGAIN,
  "out-of-memory": "A smaller budget, fewer samples or one checkpoint at a time need less memory.",
  config: "Put the named setting back into its range.",
  internal: AGAIN,
};

/** A failure as the place to reason shows it: nothing is ever lost there but the answer in progress. */
export function reasonFailure(error: unknown): Failure {
  const kind = kindOf(error);
  const message = (error instanceof Error ? error.message : String(error)).trim() || "an error without a message";
  return {
    kind,
    message: /[.!?]$/.test(message) ? message : `${message}.`,
    hint: HINTS[kind],
    recoverable: true,
  };
}
