import type { FromWorker, ToWorker } from "../protocol/messages.ts";
import type { TypedWorker } from "./workerClient.ts";

export type TrainerWorker = TypedWorker<ToWorker, FromWorker>;

/** The real worker; the only place where the page names it, so that nothing of the engine enters the page's bundle. */
export const createTrainerWorker = (): TrainerWorker =>
  new Worker(new URL("../trainer/worker.ts", import.meta.url), { type: "module" });
