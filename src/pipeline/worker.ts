import { createPolicy } from "../engine/createPolicy.ts";
import { yieldToEventLoop } from "../lib/yieldToEventLoop.ts";
import type { ToPipeline } from "../protocol/pipeline.ts";
import { fetchCheckpoint } from "../trainer/fetchCheckpoint.ts";
import { DatabaseStore } from "./databaseStore.ts";
import { PipelineSession } from "./pipelineSession.ts";

/** The thread of the pipeline; a training run of the main screen goes on in its own. */
const session = new PipelineSession({
  loadBase: (page) => fetchCheckpoint(new URL("checkpoints/base-mini", page).href),
  createPolicy,
  store: new DatabaseStore(),
  breathe: yieldToEventLoop,
  now: () => performance.now(),
  today: () => new Date().toISOString(),
  post: (message) => self.postMessage(message, {}),
});

self.onmessage = ({ data }: MessageEvent<ToPipeline>) => void session.handle(data);
