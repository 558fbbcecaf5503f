import "fake-indexeddb/auto";
import { describe, expect, it, vi } from "vitest";
import { DEFAULT_CONFIG } from "../../src/rl/config.ts";
import { BackgroundRuns } from "../../src/store/backgroundRuns.ts";
import type { PutAnswer, PutOrder, StorageWorker } from "../../src/store/runStorage.ts";
import { SavedRuns, type StoredRun } from "../../src/store/savedRuns.ts";

const run: StoredRun = {
  runId: "a",
  savedAt: 1,
  ahas: [],
  groups: [],
  saved: {
    version: 1,
    runId: "a",
    savedAt: 1,
    config: DEFAULT_CONFIG,
    step: 1,
    vocabularyHash: "h",
    weights: Uint8Array.of(1, 2, 3),
    shape: { vocabSize: 192, width: 32, layers: 2, heads: 2, mlpWidth: 88, ropeTheta: 10_000, normEps: 1e-5 },
    reference: new Uint8Array(2),
    optimizer: new Uint8Array(2),
    history: [],
    evaluations: [],
    ahaCount: 0,
    firstAhaStep: null,
  },
};

/** Answers as the test says; null never answers. */
class FakeStorageWorker implements StorageWorker {
  onmessage: StorageWorker["onmessage"] = null;
  onerror: StorageWorker["onerror"] = null;
  orders: PutOrder[] = [];
  terminated = false;
  constructor(readonly answer: (order: PutOrder) => PutAnswer | null | Promise<PutAnswer>) {}
  postMessage(order: PutOrder, options: StructuredSerializeOptions): void {
    const sent = structuredClone(order, options);
    this.orders.push(sent);
    void this.#answer(sent);
  }
  async #answer(order: PutOrder): Promise<void> {
    const data = await this.answer(order);
    if (data) this.onmessage?.({ data } as MessageEvent<PutAnswer>);
  }
  terminate(): void {
    this.terminated = true;
  }
}

describe("BackgroundRuns", () => {
  it("writes in the worker, reads here, and starts one worker for all", async () => {
    const there = new SavedRuns("background");
    const workers: FakeStorageWorker[] = [];
    const runs = new BackgroundRuns(() => {
      const worker = new FakeStorageWorker(({ id, run: given }) => there.put(given).then(() => ({ id })));
      workers.push(worker);
      return worker;
    }, new SavedRuns("background"));
    expect(await runs.latest()).toBeNull();
    await runs.put(run);
    await runs.put({ ...run, savedAt: 2 });
    expect(workers).toHaveLength(1);
    expect(run.saved.weights).toEqual(Uint8Array.of(1, 2, 3));
    expect((await runs.latest())?.saved.weights).toEqual(Uint8Array.of(1, 2, 3));
    expect((await runs.get("a"))?.savedAt).toBe(2);
    await runs.delete("a");
    expect(await runs.get("a")).toBeNull();
  });

  it("rejects with the browser's reason", async () => {
    const runs = new BackgroundRuns(() => new FakeStorageWorker(({ id }) => ({ id, refused: "quota exceeded" })));
    await expect(runs.put(run)).rejects.toThrow("quota exceeded");
  });

  it("rejects what waits when the worker dies, and starts another one for the next", async () => {
    const workers: FakeStorageWorker[] = [];
    const runs = new BackgroundRuns(() => {
      const worker = new FakeStorageWorker(({ id }) => (workers.length > 1 ? { id } : null));
      workers.push(worker);
      return worker;
    });
    const first = runs.put(run);
    await vi.waitFor(() => expect(workers[0]?.orders).toHaveLength(1));
    workers[0]?.onerror?.({ message: "no such file" } as ErrorEvent);
    await expect(first).rejects.toThrow("no such file");
    expect(workers[0]?.terminated).toBe(true);
    await runs.put(run);
    expect(workers).toHaveLength(2);
  });

  it("rejects where no worker can be made", async () => {
    const runs = new BackgroundRuns(() => {
      throw new Error("blocked by policy");
    });
    await expect(runs.put(run)).rejects.toThrow("blocked by policy");
  });
});
