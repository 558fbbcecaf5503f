import type { PipelineWorker } from "./paper.types.ts";

/** The real worker; the only place where the page names it, so that nothing of the pipeline enters the page's bundle. */
export const createPipelineWorker = (): PipelineWorker =>
  new Worker(new URL("../pipeline/worker.ts", import.meta.url), { type: "module" });
