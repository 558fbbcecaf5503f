import { beforeAll, describe, expect, it } from "vitest";
import { STAGES } from "../../src/recipes/stages.ts";
import type { StageReport } from "../../src/protocol/pipeline.ts";
import { sha256 } from "../../src/lib/sha256.ts";
import { AbandonedError } from "../../src/trainer/abandonedError.ts";
import type { Checkpoint } from "../../src/trainer/checkpoint/loadCheckpoint.ts";
import type { Policy, Rollout } from "../../src/engine/policy.ts";
import { Rng } from "../../src/lib/rng.ts";
import type { PipelineRun } from "../../src/pipeline/runPipeline.ts";
import { fakeBase, OpenStore, type Ran, ran, smallSettings } from "./fakeRun.ts";
import { QuotingPolicy } from "./quotingPolicy.ts";

let base: Checkpoint;
let whole: OpenStore;
let uninterrupted: Ran;
beforeAll(async () => {
  base = fakeBase();
  whole = new OpenStore();
  uninterrupted = await ran(whole, base);
});

/** Everything of a report but when it was made and how long that took. */
function timeless(reports: readonly StageReport[]): unknown {
  const timely = new Set(["seconds", "date"]);
  const shown = (name: string, value: unknown) =>
    timely.has(name) || name.startsWith("time/") || name.startsWith("seconds/") ? 0 : value;
  return JSON.parse(JSON.stringify(reports, shown));
}

const checkpoints = (store: OpenStore): Record<string, string> =>
  Object.fromEntries(
    [...store.files]
      .filter(([name]) => name.endsWith(".safetensors"))
      .map(([name, bytes]) => [name, sha256(bytes)])
      .sort(),
  );

const TODAY = "2025-06-01T00:00:00.000Z";

/**
 * A run that is stopped at every so many safe places, and gone on with to its end. What cannot be cut into so many is given as many more
 * each time.
 */
async function stoppedEvery(places: number, store: OpenStore, options: Partial<PipelineRun> = {}) {
  let stops = 0;
  let last = "";
  let allowed = places;
  for (;;) {
    let left = allowed;
    const pausePoint = async (): Promise<void> => {
      if (--left === 0) throw new AbandonedError();
    };
    try {
      const { reports } = await ran(store, base, { ...options, pausePoint });
      return { stops, reports };
    } catch (error) {
      if (!(error instanceof AbandonedError)) throw error;
      stops++;
      expect(stops).toBeLessThan(100);
      const spot = [...store.files.keys()].filter((name) => !name.includes("/state/")).join();
      allowed = spot === last ? allowed + places : places;
      last = spot;
    }
  }
}

/** Opens policies that write down each batch they sample for data or a measurement, and each judgement. */
function listening() {
  const heard: string[] = [];
  // Steps of RL and the looks between them begin again.
  const looks = [2, 5].map((step) => Rng.of(1, "pipeline", `held-out preferences, step ${step}`).int(0, 0x7fffffff));
  class Listening extends QuotingPolicy {
    override sample(...args: Parameters<Policy["sample"]>): Promise<Rollout> {
      const [prompts, samples, { seed, step, maxNewTokens }] = args;
      if (maxNewTokens === 160 && !looks.includes(seed)) heard.push(`${samples} × ${prompts.length}, ${seed}, ${step}`);
      return super.sample(...args);
    }

    override forward(...args: Parameters<Policy["forward"]>): ReturnType<Policy["forward"]> {
      const [sequences] = args;
      if (args[1].temperature === 1 && sequences.every(({ completion }) => completion.length === 1))
        heard.push(`judged ${sha256(Uint8Array.from(sequences.flatMap(({ prompt }) => [...prompt])))}`);
      return super.forward(...args);
    }
  }
  const openPolicy: PipelineRun["openPolicy"] = async (shape, weights) => new Listening(shape, weights);
  return { heard, openPolicy };
}

describe("a pipeline that is interrupted", () => {
  it("at every third safe place comes out as one that is not", async () => {
    const store = new OpenStore();
    const { stops } = await stoppedEvery(3, store, { today: () => TODAY });
    expect(stops).toBeGreaterThan(15);
    expect(checkpoints(store)).toEqual(checkpoints(whole));
    const { reports } = await ran(store, base);
    expect(reports.map(({ date }) => date)).toEqual(STAGES.map(() => TODAY));
    expect(timeless(reports)).toEqual(timeless(uninterrupted.reports));
    expect([...store.files.keys()].sort()).toEqual([...whole.files.keys()].sort());
  }, 60_000);

  it.each(["zero", "cold-start", "rejection", "distill"] as const)(
    "samples and judges nothing of stage %s twice",
    async (stage) => {
      const settings = smallSettings();
      // Several batches for each measurement; the other stages need those before them.
      if (stage === "zero") settings.suite.samples = 100;
      const [once, store] = [new OpenStore(), new OpenStore()];
      for (const [name, bytes] of whole.files) {
        if (STAGES.slice(0, STAGES.indexOf(stage)).some((earlier) => name.startsWith(`${earlier}/`)))
          for (const { files } of [once, store]) files.set(name, bytes);
      }
      const [undisturbed, disturbed] = [listening(), listening()];
      const { reports } = await ran(once, base, { stages: [stage], settings, openPolicy: undisturbed.openPolicy });
      const { openPolicy } = disturbed;
      const again = await stoppedEvery(1, store, { stages: [stage], settings, openPolicy });
      expect(again.stops).toBeGreaterThan(2);
      expect(undisturbed.heard.length).toBeGreaterThan(2);
      expect(disturbed.heard.sort()).toEqual(undisturbed.heard.sort());
      expect(timeless(again.reports)).toEqual(timeless(reports));
      expect(checkpoints(store)).toEqual(checkpoints(once));
      expect([...store.files.keys()].sort()).toEqual([...once.files.keys()].sort());
    },
    60_000,
  );

  it.each([2, 6, 7])("in its second RL at place %i loses no step and no look", async (place) => {
    const store = new OpenStore();
    for (const [name, bytes] of whole.files) {
      const later = /^(second-rl\/(parts\/(suite|history|cost-(second|over)|hacking)|second|overrun|report)|distill)/;
      if (!later.test(name)) store.files.set(name, bytes);
    }
    let left = place;
    const pausePoint = async (): Promise<void> => {
      if (--left === 0) throw new AbandonedError();
    };
    await expect(ran(store, base, { stages: ["second-rl"], pausePoint })).rejects.toThrow(AbandonedError);
    const { reports } = await ran(store, base, { stages: ["second-rl"] });
    expect(timeless(reports)).toEqual(timeless(uninterrupted.reports.slice(4, 5)));
  });

  it("goes on with a step that was saved, instead of doing it again", async () => {
    const store = new OpenStore();
    const told: string[] = [];
    let stop = false;
    const first = ran(store, base, {
      stages: ["zero"],
      onProgress: ({ message }) => void (stop ||= message.startsWith("zero: step 1 of 2")),
      pausePoint: async () => {
        if (stop) throw new AbandonedError();
      },
    });
    await expect(first).rejects.toThrow(AbandonedError);
    expect([...store.files.keys()]).toContain("zero/state/zero.bin");
    await ran(store, base, { stages: ["zero"], onProgress: ({ message }) => void told.push(message) });
    expect(told[0]).toMatch(/^zero: step 2 of 2/);
    expect([...store.files.keys()]).not.toContain("zero/state/zero.bin");
  });
});

describe("a store that is full", () => {
  const total = () => whole.writes;

  it.each([0.15, 0.75, 1])("after %f of the writes loses nothing", async (share) => {
    const store = new OpenStore();
    const refused = Math.max(1, Math.round(share * total()));
    store.refuses = (write) => write >= refused;
    await expect(ran(store, base)).rejects.toMatchObject({ name: "StorageError", reason: "no space left on device" });
    const before = new Map(store.files);
    store.refuses = () => false;
    const { reports } = await ran(store, base);
    expect(checkpoints(store)).toEqual(checkpoints(whole));
    expect(timeless(reports)).toEqual(timeless(uninterrupted.reports));
    // What had been made was not made again.
    const made = [...before].filter(([name]) => name.endsWith(".safetensors"));
    for (const [name, bytes] of made) expect(store.files.get(name)).toBe(bytes);
  });
});
