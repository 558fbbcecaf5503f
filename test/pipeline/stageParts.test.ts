import { beforeAll, describe, expect, it } from "vitest";
import { withPolicy } from "../../src/pipeline/checkpoints.ts";
import { remembered, type StageContext } from "../../src/pipeline/context.ts";
import { drawbacks } from "../../src/pipeline/drawbacks.ts";
import { measured } from "../../src/pipeline/measured.ts";
import { StageClock } from "../../src/pipeline/progress.ts";
import { type SampleJob, sampleJobs, type SampleSettings } from "../../src/pipeline/sampling.ts";
import type { Rollout } from "../../src/engine/policy.ts";
import { Rng } from "../../src/lib/rng.ts";
import type { Drawback, StageProgress } from "../../src/protocol/pipeline.ts";
import { AbandonedError } from "../../src/trainer/abandonedError.ts";
import type { Checkpoint } from "../../src/trainer/checkpoint/loadCheckpoint.ts";
import { promptTokens, REASONING_LEVELS, sampleProblem } from "../../src/world/tasks/index.ts";
import { tokenId, VOCABULARY } from "../../src/world/vocabulary.ts";
import { FakePolicy, fakeShape, fakeWeights } from "../support/fakePolicy.ts";
import { DATE, fakeBase, OpenStore, smallSettings } from "./fakeRun.ts";
import { QuotingPolicy } from "./quotingPolicy.ts";

let base: Checkpoint;
let policy: QuotingPolicy;
beforeAll(() => {
  base = fakeBase();
  policy = new QuotingPolicy(base.shape, base.weights);
});

/** What a stage works with, and what can be seen of it. */
function begun(store = new OpenStore()) {
  const told: StageProgress[] = [];
  const opened: FakePolicy[] = [];
  let pauses = 0;
  const clock = new StageClock(
    "zero",
    [{ part: "it", cost: 100 }],
    () => 0,
    0,
    (one) => void told.push(one),
  );
  clock.begin("it");
  const context: StageContext = {
    stage: "zero",
    settings: smallSettings(),
    store,
    base,
    folder: (stage) => stage,
    openPolicy: async (shape, weights) => {
      const one = new FakePolicy(shape, weights);
      opened.push(one);
      return one;
    },
    clock,
    cost: { sampledTokens: 0, trainedTokens: 0, seconds: 0 },
    pausePoint: async () => void pauses++,
    today: () => DATE,
  };
  return { context, store, told, opened, pauses: () => pauses };
}

const jobs = (count: number): SampleJob[] =>
  Array.from({ length: count }, (_, i) => {
    const problem = sampleProblem(Rng.of(i, "jobs"), "countdown-3");
    return { problem, prompt: promptTokens(problem) };
  });
const SETTINGS: SampleSettings = { samples: 2, temperature: 1, maxNewTokens: 20, purpose: "trying" };

describe("sampling", () => {
  async function sampled(
    run: ReturnType<typeof begun>,
    given: readonly SampleJob[],
    settings = SETTINGS,
    shown = true,
  ): Promise<{ job: SampleJob; completions: string[][] }[]> {
    const found: { job: SampleJob; completions: string[][] }[] = [];
    for await (const one of sampleJobs(run.context, policy, given, settings, shown)) found.push(one);
    return found;
  }

  it("answers every job in order, as often as asked, within the length", async () => {
    const run = begun();
    const given = jobs(5);
    const found = await sampled(run, given);
    expect(found.map(({ job }) => job)).toEqual(given);
    expect(found.every(({ completions }) => completions.length === 2)).toBe(true);
    const tokens = found.flatMap(({ completions }) => completions.map(({ length }) => length));
    expect(Math.max(...tokens)).toBeLessThanOrEqual(20);
    expect(run.context.cost.sampledTokens).toBe(tokens.reduce((sum, length) => sum + length, 0));
  });

  it("goes on in chunks with a place to stop after each, and tells how far it is", async () => {
    const run = begun();
    await sampled(run, jobs(5), { ...SETTINGS, samples: 128, maxNewTokens: 3 });
    expect(run.told.map(({ message }) => message)).toEqual([
      "trying: 2 of 5 prompts",
      "trying: 4 of 5 prompts",
      "trying: 5 of 5 prompts",
    ]);
    expect(run.told.at(-1)?.fraction).toBe(1);
    expect(run.pauses()).toBe(3);
  });

  it("takes more samples than fit at once, and says nothing where it is not to be shown", async () => {
    const run = begun();
    const found = await sampled(run, jobs(2), { ...SETTINGS, samples: 300, maxNewTokens: 2 }, false);
    expect(found.map(({ completions }) => completions.length)).toEqual([300, 300]);
    expect(run.told).toEqual([]);
    expect(await sampled(run, [])).toEqual([]);
  });

  it("draws the same again, other ones for another purpose or seed", async () => {
    const words = async (purpose: string, seed = 1) => {
      const run = begun();
      run.context.settings = smallSettings(seed);
      return (await sampled(run, jobs(4), { ...SETTINGS, purpose })).map(({ completions }) => completions);
    };
    const first = await words("a");
    expect(await words("a")).toEqual(first);
    expect(await words("b")).not.toEqual(first);
    expect(await words("a", 2)).not.toEqual(first);
  });

  it("ends where it is stopped", async () => {
    const run = begun();
    run.context.pausePoint = () => Promise.reject(new AbandonedError());
    await expect(sampled(run, jobs(2))).rejects.toThrow(AbandonedError);
  });
});

describe("a remembered part", () => {
  it("is made once; its cost counts again when the stage goes on", async () => {
    const store = new OpenStore();
    const make = async (run: ReturnType<typeof begun>) =>
      remembered(run.context, "part", async () => {
        run.context.cost.sampledTokens += 7;
        run.context.cost.seconds += 100;
        return { found: [1, 2] };
      });
    const [first, second] = [begun(store), begun(store)];
    expect(await make(first)).toEqual({ found: [1, 2] });
    expect(await make(second)).toEqual({ found: [1, 2] });
    expect(store.writes).toBe(1);
    // A hundred seconds were counted by what was done inside; they are not counted twice.
    expect(first.context.cost).toEqual({ sampledTokens: 7, trainedTokens: 0, seconds: 100 });
    expect(second.context.cost).toEqual(first.context.cost);
  });

  it("is not remembered when it failed, and a policy is disposed of whatever happens", async () => {
    const run = begun();
    const failing = () =>
      remembered(run.context, "part", () => withPolicy(run.context, base, () => Promise.reject(new AbandonedError())));
    await expect(failing()).rejects.toThrow(AbandonedError);
    expect(run.store.files.size).toBe(0);
    expect(run.opened.map(({ disposed }) => disposed)).toEqual([true]);
  });
});

describe("a checkpoint's results", () => {
  it("are measured once for each name, and cost what was sampled", async () => {
    const run = begun();
    const result = await measured(run.context, "base", base);
    expect(result).toMatchObject({ samples: 2, seed: 999, temperature: 0.6, topP: 0.95, maxNewTokens: 160 });
    expect(result.problems).toHaveLength(15);
    const lengths = result.problems.reduce((sum, { meanLength }) => sum + meanLength, 0);
    expect(run.context.cost.sampledTokens).toBe(2 * lengths);
    expect(run.told.at(-1)).toMatchObject({ fraction: 1, message: expect.stringMatching(/^measuring base · \d+ tok/) });
    expect(run.pauses()).toBeGreaterThan(0);
    expect(await measured(run.context, "base", base)).toEqual(result);
    expect(run.opened.map(({ disposed }) => disposed)).toEqual([true]);
    expect([...run.store.files.keys()]).toEqual(["zero/parts/suite-base.json"]);
  });

  it("do not depend on the run's seed: differences are not those of the draw", async () => {
    const run = begun();
    run.context.settings = smallSettings(5);
    const { problems } = await measured(run.context, "base", base);
    expect(problems).toEqual((await measured(begun().context, "base", base)).problems);
  });
});

/** Thinks everything twice. */
class Repeating extends QuotingPolicy {
  override async sample(...args: Parameters<QuotingPolicy["sample"]>): Promise<Rollout> {
    const rollout = await super.sample(...args);
    const completions = rollout.completions.map((ids) => {
      const end = ids.indexOf(tokenId("</think>"));
      return end < 0 ? ids : Int32Array.from([...ids.slice(0, end), tokenId(";"), ...ids.slice(1)]);
    });
    return { ...rollout, completions };
  }
}

describe("drawbacks", () => {
  /** A policy that always says the same: each word follows the one before. */
  function saying(words: string): Checkpoint {
    const V = VOCABULARY.length;
    const table = new Float32Array(V * V).fill(-20);
    const ids = [":", ...words.split(" ")].map(tokenId);
    ids.forEach((id, t) => t > 0 && (table[(ids[t - 1] ?? 0) * V + id] = 20));
    return { ...base, shape: fakeShape(V), weights: fakeWeights(V, table) };
  }
  const rates = (found: readonly Drawback[], when: "before" | "after") =>
    Object.fromEntries(found.map((one) => [one.name, Number(one[when].value.toFixed(9))]));

  it("are shares of answers, by exact rules, before and after", async () => {
    const run = begun();
    const tidy = saying("<think> </think> <answer> 7 </answer> <eos>");
    const found = await drawbacks(run.context, tidy, saying("wait 对 wait"));
    expect(rates(found, "before")).toEqual({
      "mixed-language": 0,
      "other-language": 0,
      "repeated-attempts": 0,
      "runaway-length": 0,
      "missing-structure": 0,
    });
    expect(rates(found, "after")).toEqual({
      "mixed-language": 1,
      "other-language": 0,
      "repeated-attempts": 0,
      "runaway-length": 1,
      "missing-structure": 0,
    });
    for (const one of found) {
      expect(one.after.low).toBeLessThanOrEqual(one.after.value);
      expect(one.after.high).toBeGreaterThanOrEqual(one.after.value);
      expect(one.examples.length).toBeLessThanOrEqual(8);
      expect(one.examples.every(({ why }) => why !== undefined)).toBe(true);
    }
    expect(run.opened.every(({ disposed }) => disposed)).toBe(true);
    // Four answers to each problem: six words before, and after as many as there may be.
    expect(run.context.cost.sampledTokens).toBe(REASONING_LEVELS.length * 4 * (6 + 160));
  });

  it.each([
    ["<think> yes </think> <answer> 7 </answer> <eos>", "other-language", "1 words, all of the other language"],
    ["<think> 7 </think> 7 <eos>", "missing-structure", "tags are missing"],
  ])("of %s: %s", async (words, name, why) => {
    const found = await drawbacks(
      begun().context,
      saying("<think> </think> <answer> 7 </answer> <eos>"),
      saying(words),
    );
    const one = found.find((complaint) => complaint.name === name);
    expect(one?.before.value).toBe(0);
    expect(one?.after.value).toBeGreaterThan(0);
    expect(one?.examples[0]?.why).toBe(why);
  });

  it("of somebody who says everything twice: attempts that were made before", async () => {
    const run = begun();
    run.context.openPolicy = async (shape, weights) => new Repeating(shape, weights);
    const found = (await drawbacks(run.context, base, base)).find(({ name }) => name === "repeated-attempts");
    expect(found?.after.value).toBeGreaterThan(0);
    expect(found?.examples[0]?.why).toMatch(/^\d+ attempts made before$/);
  });

  it("are found again without sampling", async () => {
    const run = begun();
    const first = await drawbacks(run.context, base, base);
    const { length } = run.opened;
    expect(await drawbacks(run.context, base, base)).toEqual(first);
    expect(run.opened).toHaveLength(length);
  });
});
