import type { Failure, FailureKind } from "../protocol/messages.ts";
import type { Notice, NoticeAction } from "./notice.ts";

const TITLES: Readonly<Record<FailureKind, string>> = {
  "no-webgpu": "WebGPU cannot be used",
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
  "no-webgpu": ["use-wasm"],
  checkpoint: ["retry-load"],
  fetch: ["retry-load"],
  "non-finite": ["continue", "restart-defaults"],
  storage: [],
  "device-lost": ["continue", "use-wasm"],
  "out-of-memory": ["use-wasm", "restart-defaults"],
  config: ["restart-defaults"],
  internal: ["continue", "retry-load", "restart"],
};

/** The face of a failure: what happened, what was saved, what to press. */
export function failureNotice(failure: Failure): Notice {
  const { kind, recoverable } = failure;
  // A run that stands can be gone on with; only one that does not needs another worker or another backend.
  const fits = (action: NoticeAction): boolean =>
    action === "continue" ? recoverable : !recoverable || !(kind === "no-webgpu" || action === "retry-load");
  const { offer } = failure;
  // Who is offered a way that fits needs no general ones beside it, only the one that changes nothing.
  const actions = ACTIONS[kind].filter((action) => fits(action) && (!offer || action === "continue"));
  const tone = !recoverable ? "error" : kind === "no-webgpu" ? "info" : "warning";
  const text = `${failure.message} ${failure.hint}`.trim();
  return { id: kind, tone, title: TITLES[kind], text, actions, ...(offer && { offer }) };
}

/** The list with this notice in place of an older one of the same id. */
export const withNotice = (notices: readonly Notice[], notice: Notice): Notice[] => [
  ...notices.filter((other) => other.id !== notice.id),
  notice,
];
