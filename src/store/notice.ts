import type { Offer } from "../protocol/messages.ts";

/** What a notice offers to press; `dismiss` is always there. */
export type NoticeAction =
  | "resume"
  | "discard-saved"
  | "reload-page"
  | "retry-load"
  | "restart"
  | "restart-defaults"
  | "continue"
  | "use-wasm";

export interface Notice {
  /** Notices with the same id replace each other. */
  id: string;
  tone: "info" | "warning" | "error";
  /** What happened, in a few words. */
  title: string;
  /** One or two plain sentences: what happened, what was saved. */
  text: string;
  actions: readonly NoticeAction[];
  /** A way out that fits this very notice; stands before the actions. */
  offer?: Offer;
}
