import type { PutAnswer, PutOrder } from "./runStorage.ts";
import { SavedRuns } from "./savedRuns.ts";

const runs = new SavedRuns();

self.onmessage = async ({ data: { id, run } }: MessageEvent<PutOrder>) => {
  const answer = (refused?: string): void =>
    self.postMessage({ id, ...(refused !== undefined && { refused }) } satisfies PutAnswer, {});
  try {
    await runs.put(run);
    answer();
  } catch (error) {
    answer(error instanceof Error ? error.message : String(error));
  }
};
