import { createPolicy } from "../engine/createPolicy.ts";
import { yieldToEventLoop } from "../lib/yieldToEventLoop.ts";
import type { ToReason } from "../protocol/reason.ts";
import { openCheckpoint } from "./openCheckpoint.ts";
import { ReasonSession } from "./reasonSession.ts";

/** The thread of the place to reason; a training run goes on in its own. */
const session = new ReasonSession({
  openCheckpoint: (source) => openCheckpoint(source),
  createPolicy,
  now: () => performance.now(),
  breathe: yieldToEventLoop,
  post: (message) => self.postMessage(message, {}),
});

self.onmessage = ({ data }: MessageEvent<ToReason>) => void session.handle(data);
