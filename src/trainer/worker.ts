import { createPolicy } from "../engine/createPolicy.ts";
import type { ToWorker } from "../protocol/messages.ts";
import { fetchCheckpoint } from "./fetchCheckpoint.ts";
import { Session } from "./session.ts";

/** The trainer's own thread. Workers are not slowed down in hidden tabs, so a run goes on there. */
const session = new Session({
  loadBase: (url) => fetchCheckpoint(url),
  createPolicy,
  now: () => Date.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  post: (message, transfer = []) => self.postMessage(message, { transfer }),
});

self.onmessage = ({ data }: MessageEvent<ToWorker>) => session.handle(data);

// A rejected promise would go unseen; an error that is thrown reaches the page, which starts a new worker.
session.loop().catch((error: unknown) => {
  setTimeout(() => {
    throw error;
  });
});
