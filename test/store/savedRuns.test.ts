import "fake-indexeddb/auto";
import { afterEach, describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../src/rl/config.ts";
import { Autosave } from "../../src/store/autosave.ts";
import { SavedRuns, summaryOf, type StoredRun } from "../../src/store/savedRuns.ts";

const storedRun = (runId: string, savedAt: number): StoredRun => ({
  runId,
  savedAt,
  ahas: [],
  groups: [],
  saved: {
    version: 1,
    runId,
    savedAt,
    config: DEFAULT_CONFIG,
    step: savedAt,
    vocabularyHash: "h",
    weights: Uint8Array.of(1, 2, 3),
    shape: { vocabSize: 192, width: 32, layers: 2, heads: 2, mlpWidth: 88, ropeTheta: 10_000, normEps: 1e-5 },
    reference: new Uint8Array(2),
    optimizer: new Uint8Array(2),
    history: [{ step: 1, metrics: { reward: 0.5 } }],
    evaluations: [],
    ahaCount: 3,
    firstAhaStep: 1,
  },
});

const runs = new SavedRuns("test-runs");
afterEach(() => runs.clear());

describe("SavedRuns", () => {
  it("gives the newest run back, bytes included", async () => {
    expect(await runs.latest()).toBeNull();
    await runs.put(storedRun("a", 10));
    await runs.put(storedRun("b", 30));
    await runs.put(storedRun("a", 20));
    const latest = await runs.latest();
    expect(latest).toEqual(storedRun("b", 30));
    expect(latest && summaryOf(latest)).toEqual({ runId: "b", savedAt: 30, step: 30, config: DEFAULT_CONFIG });
  });

  it("keeps the newest three", async () => {
    for (const [i, id] of ["a", "b", "c", "d"].entries()) await runs.put(storedRun(id, i));
    expect(await runs.get("a")).toBeNull();
    expect(await runs.get("b")).not.toBeNull();
    await runs.delete("d");
    expect((await runs.latest())?.runId).toBe("c");
  });
});

describe("Autosave", () => {
  it("writes the newest of what piled up", async () => {
    const autosave = new Autosave(runs, () => expect.unreachable());
    for (let i = 0; i < 5; i++) autosave.save(storedRun("a", i));
    await autosave.settled();
    expect((await runs.get("a"))?.savedAt).toBe(4);
  });

  it("tells about a refusal once, keeps trying, and tells again after a success", async () => {
    const told: string[] = [];
    let full = true;
    class Full extends SavedRuns {
      override put(): Promise<void> {
        return full ? Promise.reject(new Error("QuotaExceededError")) : Promise.resolve();
      }
    }
    const autosave = new Autosave(new Full("test-full"), (reason) => told.push(reason));
    for (const state of [true, true, false, true]) {
      full = state;
      autosave.save(storedRun("a", 1));
      await autosave.settled();
    }
    expect(told).toEqual(["QuotaExceededError", "QuotaExceededError"]);
  });
});
