import type { TrainerWorker } from "./trainerClient.ts";

/** The real worker; the only place where the page names it, so that nothing of the engine enters the page's bundle. */
export const createTrainerWorker = (): TrainerWorker =>
  new Worker(new URL("../trainer/worker.ts", import.meta.url), { type: "module" });
