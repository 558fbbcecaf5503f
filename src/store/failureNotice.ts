import type { Failure, FailureKind } from "../protocol/messages.ts";
import type { Notice, NoticeAction } from "./notice.ts";

const TITLES: Readonly<Record<FailureKind, string>> = {
  "no-webgpu": "Running without the GPU",
  checkpoint: "The base model could not be read",
  fetch: "The base model could not be fetched",
  "non-finite": "An update was not finite and was not applied",
  storage: "The run cannot be saved here",
  "device-lost": "The GPU was lost",
  "out-of-memory": "Not enough memory",
  config: "A setting does not work",
  internal: "The trainer met an error",
};

const ACTIONS: Readonly<Record<FailureKind, readonly NoticeAction[]>> = {
  "no-webgpu": [],
  checkpoint: ["retry-load"],
  fetch: ["retry-load"],
  "non-finite": ["continue", "restart-defaults"],
  storage: [],
  "device-lost": ["continue", "use-wasm"],
  "out-of-memory": ["use-wasm", "restart-defaults"],
  config: ["restart-defaults"],
  internal: ["retry-load", "restart"],
};

/** The face of a failure: what happened, what was saved, what to press. */
export function failureNotice(failure: Failure): Notice {
  const actions = ACTIONS[failure.kind].filter((action) => action !== "continue" || failure.recoverable);
  const tone = failure.kind === "no-webgpu" ? "info" : failure.recoverable ? "warning" : "error";
  return { id: failure.kind, tone, title: TITLES[failure.kind], text: `${failure.message} ${failure.hint}`.trim(), actions };
}

/** The list with this notice in place of an older one of the same id. */
export const withNotice = (notices: readonly Notice[], notice: Notice): Notice[] => [
  ...notices.filter((other) => other.id !== notice.id),
  notice,
];
