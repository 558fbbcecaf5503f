import { sampleWithThreads } from "./sampleWithThreads.ts";

self.onmessage = async ({ data: threads }: MessageEvent<number>) => {
  self.postMessage(await sampleWithThreads(threads), {});
};
