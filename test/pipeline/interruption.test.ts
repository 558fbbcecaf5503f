import { beforeAll, describe, expect, it } from "vitest";
import { STAGES } from "../../src/recipes/stages.ts";
import type { StageReport } from "../../src/protocol/pipeline.ts";
import { sha256 } from "../../src/lib/sha256.ts";
import { AbandonedError } from "../../src/trainer/abandonedError.ts";
import type { Checkpoint } from "../../src/trainer/checkpoint/loadCheckpoint.ts";
import { fakeBase, OpenStore, type Ran, ran } from "./fakeRun.ts";

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

describe("a pipeline that is interrupted", () => {
  it("at every third safe place comes out as one that is not", async () => {
    const store = new OpenStore();
    let finished: Ran | null = null;
    let stops = 0;
    let last = "";
    // What cannot be cut into three is given three more each time.
    let allowed = 3;
    while (finished === null) {
      let left = allowed;
      const pausePoint = async (): Promise<void> => {
        if (--left === 0) throw new AbandonedError();
      };
      try {
        finished = await ran(store, base, { pausePoint, today: () => TODAY });
      } catch (error) {
        if (!(error instanceof AbandonedError)) throw error;
        stops++;
        expect(stops).toBeLessThan(100);
        const spot = [...store.files.keys()].filter((name) => !name.includes("/state/")).join();
        allowed = spot === last ? allowed + 3 : 3;
        last = spot;
      }
    }
    expect(stops).toBeGreaterThan(15);
    expect(checkpoints(store)).toEqual(checkpoints(whole));
    const { reports } = await ran(store, base);
    expect(reports.map(({ date }) => date)).toEqual(STAGES.map(() => TODAY));
    expect(timeless(reports)).toEqual(timeless(uninterrupted.reports));
    expect([...store.files.keys()].sort()).toEqual([...whole.files.keys()].sort());
  }, 60_000);

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
