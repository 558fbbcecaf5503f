import { expect, it } from "vitest";
import { sampleWithThreads } from "./sampleWithThreads.ts";
import type { Sampled } from "./sampleWithThreads.ts";

/** What a worker of this page makes of it, where the trainer lives; its helper threads are workers of a worker. */
function inWorker(threads: number): Promise<Sampled> {
  const worker = new Worker(new URL("./samplingWorker.ts", import.meta.url), { type: "module" });
  return new Promise<Sampled>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Sampled>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(threads, []);
  }).finally(() => worker.terminate());
}

it("helper threads compute in a browser, on the page and in a worker, and change no bit", async () => {
  expect(globalThis.crossOriginIsolated).toBe(true);
  const one = await sampleWithThreads(1);
  expect(one.backend).toMatchObject({ threads: 1, notes: [], gate: { repaired: [], variants: ["relaxed-simd"] } });
  for (const threads of [2, 3]) {
    const many = await sampleWithThreads(threads);
    expect(many.backend).toMatchObject({ threads, notes: [], description: `WebAssembly SIMD, ${threads} threads` });
    expect(many.results).toEqual(one.results);
    const elsewhere = await inWorker(threads);
    expect(elsewhere.backend).toMatchObject({ threads, notes: [] });
    expect(elsewhere.results).toEqual(one.results);
  }
});
