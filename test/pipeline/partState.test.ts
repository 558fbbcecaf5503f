import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { packBundle, unpackBundle } from "../../src/pipeline/bundle.ts";
import { remembered, type StageContext } from "../../src/pipeline/context.ts";
import { judgedRounds } from "../../src/pipeline/judgedRounds.ts";
import { StageClock } from "../../src/pipeline/progress.ts";
import { type SampleJob, sampleJobs, type SampleSettings } from "../../src/pipeline/sampling.ts";
import { Rng } from "../../src/lib/rng.ts";
import { AbandonedError } from "../../src/trainer/abandonedError.ts";
import { promptTokens, sampleProblem } from "../../src/world/tasks/index.ts";
import type { FakePolicy } from "../support/fakePolicy.ts";
import { DATE, fakeBase, OpenStore, smallSettings } from "./fakeRun.ts";
import { QuotingPolicy } from "./quotingPolicy.ts";

const FILE = "zero/state/part-data.bin";
const SETTINGS: SampleSettings = { samples: 64, temperature: 1, maxNewTokens: 12, purpose: "trying" };
/** Three batches. */
const JOBS = Array.from({ length: 10 }, (_, i): SampleJob => {
  const problem = sampleProblem(Rng.of(i, "jobs"), "countdown-3");
  return { problem, prompt: promptTokens(problem) };
});

let policy: FakePolicy;
beforeAll(() => {
  const { shape, weights } = fakeBase();
  policy = new QuotingPolicy(shape, weights);
});
afterEach(() => void vi.restoreAllMocks());

/** A stage that is stopped at a pause point, or at none. */
function begun(store: OpenStore, stopAt = Infinity) {
  const told: string[] = [];
  const clock = new StageClock(
    "zero",
    [{ part: "it", cost: 100 }],
    () => 0,
    0,
    ({ message }) => void told.push(message),
  );
  clock.begin("it");
  let pauses = 0;
  const context: StageContext = {
    stage: "zero",
    settings: smallSettings(),
    store,
    base: fakeBase(),
    folder: (stage) => stage,
    openPolicy: async () => policy,
    clock,
    cost: { sampledTokens: 0, trainedTokens: 0, seconds: 0 },
    pausePoint: async () => {
      if (++pauses === stopAt) throw new AbandonedError();
    },
    today: () => DATE,
  };
  return { context, told };
}

/** Two samplings as one part. */
const data = ({ context }: ReturnType<typeof begun>, jobs = JOBS, settings = SETTINGS): Promise<string[]> =>
  remembered(context, "data", async (part) => {
    const found: string[] = [];
    for (const purpose of ["trying", "trying again"]) {
      for await (const { completions } of sampleJobs(part, policy, jobs, { ...settings, purpose }))
        found.push(...completions.map((words) => words.join(" ")));
    }
    return found;
  });

describe("a part of a stage that is interrupted", () => {
  it.each([1, 2, 3, 4, 5, 6])("goes on after batch %i with the next", async (batch) => {
    const [whole, store] = [new OpenStore(), new OpenStore()];
    const once = begun(whole);
    const expected = await data(once);
    expect([whole.writes, [...whole.files.keys()]]).toEqual([1, ["zero/parts/data.json"]]);
    await expect(data(begun(store, batch))).rejects.toThrow(AbandonedError);
    expect([...store.files.keys()]).toEqual([FILE]);
    const sampled = vi.spyOn(policy, "sample");
    const again = begun(store);
    expect(await data(again)).toEqual(expected);
    expect(sampled).toHaveBeenCalledTimes(6 - batch);
    expect(again.context.cost.sampledTokens).toBe(once.context.cost.sampledTokens);
    expect([...store.files.keys()]).toEqual(["zero/parts/data.json"]);
    // What was done before is told of in one.
    expect(again.told).toHaveLength(batch < 3 ? 7 - batch : batch === 3 ? 4 : 8 - batch);
    const later = begun(store);
    expect(await data(later)).toEqual(expected);
    expect(later.context.cost).toEqual(again.context.cost);
  });

  it("is saved every twenty seconds, and counts the seconds before the interruption", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const store = new OpenStore();
    const sample = policy.sample.bind(policy);
    vi.spyOn(policy, "sample").mockImplementation((...args) => {
      now += 8_000;
      return sample(...args);
    });
    await expect(data(begun(store, 5))).rejects.toThrow(AbandonedError);
    // After 24 s, and when it was stopped after 40.
    expect(store.writes).toBe(2);
    now += 1e6;
    const again = begun(store);
    await data(again);
    expect(again.context.cost.seconds).toBe(48);
    expect(store.writes).toBe(3);
  });

  it("refuses a state that is damaged or of something else, by name", async () => {
    const store = new OpenStore();
    await expect(data(begun(store, 2))).rejects.toThrow(AbandonedError);
    const good = store.files.get(FILE) as Uint8Array;
    const { meta, files } = unpackBundle(good, FILE);
    const { "trying/0": first = new Uint8Array(), "trying/1": second = new Uint8Array() } = files;
    const refused = /^zero\/state\/part-data\.bin: expected .*, got .* \(delete it to begin the stage again\)$/;
    for (const bytes of [
      good.slice(0, 3),
      good.slice(0, good.length - 1),
      new Uint8Array(100),
      packBundle({ meta: null, files }),
      packBundle({ meta: { series: 3, seconds: 1 }, files }),
      packBundle({ meta: { series: [["trying", "", "2"]], seconds: 1 }, files }),
      packBundle({ meta, files: { "trying/0": first } }),
      packBundle({ meta, files: { "trying/0": first, "trying/1": second.slice(0, -1) } }),
      packBundle({ meta, files: { "trying/0": first, "trying/1": second.slice(0, -2) } }),
      packBundle({ meta, files: { "trying/0": first, "trying/1": Uint8Array.of(1, 0, 255, 255) } }),
    ]) {
      await store.write(FILE, bytes);
      await expect(data(begun(store))).rejects.toThrow(refused);
    }
    await store.write(FILE, good);
    const other = 'expected what was done of "trying", got that of other prompts or settings (delete it to begin';
    await expect(data(begun(store), JOBS.toReversed())).rejects.toThrow(other);
    await expect(data(begun(store), JOBS, { ...SETTINGS, temperature: 0.5 })).rejects.toThrow(other);
    expect(await data(begun(store))).toHaveLength(2 * 640);
  });

  it("names each kind of work once", async () => {
    const { context } = begun(new OpenStore());
    const twice = remembered(context, "data", async (part) => {
      judgedRounds(part, "general", 2);
      judgedRounds(part, "general", 2);
    });
    await expect(twice).rejects.toThrow(`${FILE}: expected another name for a second series, got general`);
  });

  it("keeps verdicts as they were, and none of another number of answers", async () => {
    const store = new OpenStore();
    const round = [
      { yes: true, confidence: 0.1 + 0.2, margin: 1e-17 },
      { yes: false, confidence: 0.5, margin: -0 },
    ];
    const part = ({ context }: ReturnType<typeof begun>, answers: number) =>
      remembered(context, "data", async (within) => {
        const rounds = judgedRounds(within, "general", answers);
        if (rounds.done.length === 0) await rounds.add(round);
        return rounds.done;
      });
    await expect(part(begun(store, 1), 2)).rejects.toThrow(AbandonedError);
    await expect(part(begun(store), 3)).rejects.toThrow('expected what was done of "general"');
    expect(await part(begun(store), 2)).toEqual([round]);
  });
});
