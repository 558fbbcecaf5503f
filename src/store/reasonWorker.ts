import type { ReasonWorker } from "./reasonClient.ts";

/** The real worker; the only place where the page names it, so that nothing of the engine enters the page's bundle. */
export const createReasonWorker = (): ReasonWorker =>
  new Worker(new URL("../reason/worker.ts", import.meta.url), { type: "module" });
