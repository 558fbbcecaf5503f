import { createPipelineWorker } from "./createPipelineWorker.ts";
import { createPaper } from "./paper.ts";
import type { Paper } from "./paper.types.ts";
import { PaperStorage } from "./paperStorage.ts";

/** The paper's stages of this tab; fetched with the first view that shows them. */
export const paperOfPage = (): Paper =>
  createPaper({ createWorker: createPipelineWorker, storage: new PaperStorage(), baseUrl: document.baseURI });
