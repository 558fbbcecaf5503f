import type { FromReason, ToReason } from "../protocol/reason.ts";
import type { TypedWorker } from "./workerClient.ts";

export type ReasonWorker = TypedWorker<ToReason, FromReason>;

/** The real worker; the only place where the page names it, so that nothing of the engine enters the page's bundle. */
export const createReasonWorker = (): ReasonWorker =>
  new Worker(new URL("../reason/worker.ts", import.meta.url), { type: "module" });
