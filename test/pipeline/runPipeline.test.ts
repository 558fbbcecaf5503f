import { beforeAll, describe, expect, it } from "vitest";
import { STAGES } from "../../src/recipes/stages.ts";
import type { StageId, StageReport } from "../../src/protocol/pipeline.ts";
import type { Interval, SuiteResult } from "../../src/protocol/suite.ts";
import { sha256 } from "../../src/lib/sha256.ts";
import type { Checkpoint } from "../../src/trainer/checkpoint/loadCheckpoint.ts";
import { DATE, fakeBase, OpenStore, type Ran, ran, smallSettings } from "./fakeRun.ts";
import { QuotingPolicy } from "./quotingPolicy.ts";

const IDS = STAGES;

let base: Checkpoint;
let store: OpenStore;
let found: Ran;
beforeAll(async () => {
  base = fakeBase();
  store = new OpenStore();
  found = await ran(store, base, { stages: IDS.toReversed() });
});

const report = (stage: StageId): StageReport => found.reports.find((one) => one.stage === stage) as StageReport;

function expectInterval({ value, low, high }: Interval): void {
  expect([low, value, high].every(Number.isFinite)).toBe(true);
  expect(low).toBeLessThanOrEqual(value + 1e-9);
  expect(high).toBeGreaterThanOrEqual(value - 1e-9);
}

function expectSuite(result: SuiteResult | null | undefined): void {
  expect(result?.levels.length).toBe(15);
  expect(result?.problems).toHaveLength(15);
  for (const { metrics } of result?.levels ?? []) Object.values(metrics).forEach(expectInterval);
  for (const metrics of Object.values(result?.domains ?? {})) Object.values(metrics).forEach(expectInterval);
}

describe("the whole pipeline", () => {
  it("does the stages in the paper's order, whatever order they were asked for in, and stores their reports", () => {
    expect(found.reports.map(({ stage }) => stage)).toEqual(IDS);
    expect(found.again).toEqual([]);
    for (const one of found.reports) {
      expect(JSON.parse(store.text(`${one.stage}/report.json`))).toEqual(one);
      expect(one).toMatchObject({ format: "aha-lab stage", version: 1, scale: "tiny", seed: 1, date: DATE });
      expect(one.backend).toBe("bigram table (tests)");
    }
    expect(JSON.stringify(found.reports)).not.toContain("NaN");
  });

  it("measures before and after, each stage from what the one before left", () => {
    for (const stage of IDS.slice(0, 5)) {
      expectSuite(report(stage).before);
      expectSuite(report(stage).after);
    }
    expect(report("cold-start").before).toEqual(report("zero").before);
    expect(report("reasoning-rl").before).toEqual(report("cold-start").after);
    expect(report("rejection").before).toEqual(report("reasoning-rl").after);
    expect(report("second-rl").before).toEqual(report("rejection").after);
  });

  it("names parents and checkpoint by the sha256 of the stored files", () => {
    const files = new Map([[base.info.name, base.info.sha256]]);
    for (const [name, bytes] of store.files) {
      const stem = /([^/]+)\.safetensors$/.exec(name)?.[1];
      if (stem !== undefined) files.set(stem, sha256(bytes));
    }
    for (const { parents, checkpoint } of found.reports) {
      for (const one of [...parents, ...(checkpoint ? [checkpoint] : [])]) {
        expect([one.name, files.get(one.name)]).toEqual([one.name, one.sha256]);
      }
    }
    expect(found.reports.map(({ parents }) => parents.map(({ name }) => name))).toEqual([
      ["base-fake"],
      ["base-fake", "zero"],
      ["cold-start"],
      ["base-fake", "reasoning-rl", "reward-generative"],
      ["rejection", "reward-helpful", "reward-harmless"],
      ["second-rl"],
    ]);
    expect(found.reports.map(({ checkpoint }) => checkpoint?.name)).toEqual([...IDS.slice(0, 5), undefined]);
  });

  it("says in a checkpoint what makes it again and what it came from", () => {
    expect(JSON.parse(store.text("reasoning-rl/reasoning-rl.json"))).toMatchObject({
      command: "npm run pipeline -- --stage reasoning-rl --scale tiny --seed 1 --out DIR",
      parent: "cold-start",
      loss: null,
      dtype: "F16",
    });
    expect(JSON.parse(store.text("second-rl/reward-helpful.json"))).toMatchObject({ rewardModel: "helpful" });
  });

  it("accounts for every example, and stores all of them", () => {
    const expected = { "cold-start": ["few-shot", "reflective", "rewritten"], rejection: ["sampled", "general"] };
    for (const [stage, sources] of Object.entries({ ...expected, distill: ["sampled"] })) {
      const { sieves } = found.reports.find((one) => one.stage === stage) as StageReport;
      expect(sieves.map(({ source }) => source)).toEqual(sources);
      const took = (sieve: (typeof sieves)[number]) => sieve.filters.reduce((sum, one) => sum + one.took, 0);
      for (const sieve of sieves) expect(sieve.entered).toBe(took(sieve) + sieve.kept);
      const lines = (file: string) => store.text(`${stage}/${file}.jsonl`).trim().split("\n").length;
      expect(lines("kept")).toBe(sieves.reduce((sum, { kept }) => sum + kept, 0));
      expect(lines("rejected")).toBe(sieves.reduce((sum, sieve) => sum + took(sieve), 0));
    }
    const { sieves } = report("cold-start");
    expect(sieves.every(({ kept }) => kept > 0)).toBe(true);
    expect(sieves[2]?.examples.every(({ response }) => response.startsWith("|special_token| "))).toBe(true);
    expect(store.text("cold-start/kept.jsonl")).not.toContain('"response":"<think>');
  });

  it("counts what every stage cost", () => {
    for (const { cost } of found.reports) {
      expect(cost.sampledTokens).toBeGreaterThan(0);
      expect(cost.trainedTokens).toBeGreaterThan(0);
      expect(cost.seconds).toBeGreaterThan(0);
      expect(cost.seconds).toBeLessThan(60);
    }
    const [student] = report("distill").students ?? [];
    const direct = student?.direct?.cost.trainedTokens ?? 0;
    expect(direct).toBeGreaterThan(0);
    // The compute of the fine-tuning, and of one step more at most.
    const compute = (cost = { sampledTokens: 0, trainedTokens: 0 }): number =>
      cost.sampledTokens + 3 * cost.trainedTokens;
    const steps = student?.direct?.history.length ?? 0;
    expect(steps).toBeGreaterThan(1);
    expect(compute(student?.direct?.cost)).toBeGreaterThanOrEqual(3 * (student?.cost.trainedTokens ?? 0));
    expect(compute(student?.direct?.cost) * (1 - 2 / steps)).toBeLessThan(3 * (student?.cost.trainedTokens ?? 0));
    // The rest is the students' own pre-training.
    expect((student?.cost.trainedTokens ?? 0) + direct).toBeLessThan(report("distill").cost.trainedTokens);
  });

  it("reports what belongs to each stage", () => {
    expect(report("zero").drawbacks?.map(({ name }) => name)).toHaveLength(5);
    expect(report("zero").history.map(({ step }) => step)).toEqual([1, 2]);
    expect(report("reasoning-rl").ablation?.map(({ weight }) => weight)).toEqual([0.3, 0]);
    expect(report("rejection").rewardModels?.map(({ kind }) => kind)).toEqual(["generative"]);
    expect(report("second-rl").rewardModels?.map(({ kind }) => kind)).toEqual(["helpful", "harmless"]);
    expect(report("second-rl")).toMatchObject({ preferenceFromStep: 2, checkpointStep: 2 });
    expect(report("second-rl").hacking?.map(({ step }) => step)).toEqual([2, 5]);
    expect(report("distill").students?.map(({ name, checkpoint }) => [name, checkpoint])).toEqual([
      ["16x1", "student-16x1"],
    ]);
    expectSuite(report("distill").students?.[0]?.direct?.result);
  });

  it("keeps no state of what is done, and disposes of every policy", () => {
    expect([...store.files.keys()].filter((name) => name.includes("/state/"))).toEqual([]);
    expect(found.opened.every(({ disposed }) => disposed)).toBe(true);
  });

  it("tells of a progress that never goes backwards within a stage", () => {
    for (const stage of IDS) {
      const fractions = found.told.filter((one) => one.stage === stage).map(({ fraction }) => fraction);
      expect(fractions.length).toBeGreaterThan(3);
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      expect(fractions.at(-1)).toBeCloseTo(1, 9);
    }
  });

  it("is not done again: no policy is opened, nothing is written", async () => {
    const writes = store.writes;
    const second = await ran(store, base);
    expect(second.again).toEqual(IDS);
    expect(second.reports).toEqual(found.reports);
    expect([second.opened.length, second.told.length, store.writes]).toEqual([0, 0, writes]);
  });

  it("does one stage from what is stored, the same again", async () => {
    const part = new OpenStore();
    for (const [name, bytes] of store.files) if (/^(zero|cold-start)\//.test(name)) part.files.set(name, bytes);
    const { reports, again } = await ran(part, base, { stages: ["reasoning-rl"] });
    expect(again).toEqual([]);
    expect(reports[0]?.checkpoint).toEqual(report("reasoning-rl").checkpoint);
    expect(reports[0]?.after).toEqual(report("reasoning-rl").after);
  });

  it("teaches students as many traces as were asked for, and counts the others as taken", async () => {
    const part = new OpenStore();
    for (const [name, bytes] of store.files) if (!name.startsWith("distill/")) part.files.set(name, bytes);
    const settings = smallSettings();
    settings.distill.traces = 4;
    const { reports } = await ran(part, base, {
      stages: ["distill"],
      settings,
      openPolicy: async (shape, weights) => {
        const policy = new QuotingPolicy(shape, weights);
        policy.share = 1;
        return policy;
      },
    });
    const [sieve] = reports[0]?.sieves ?? [];
    expect(sieve).toMatchObject({ entered: 8, kept: 4 });
    expect(sieve?.filters.at(-1)).toMatchObject({ name: "surplus", what: "More than the 4 that were asked for." });
    expect(sieve?.filters.at(-1)?.took).toBeGreaterThan(0);
    expect(part.text("distill/kept.jsonl").trim().split("\n")).toHaveLength(4);
  });

  it("goes on after a step that was refused, and looks at the others", async () => {
    const part = new OpenStore();
    const kept = /^(zero|cold-start|reasoning-rl|rejection)\/|^second-rl\/.*reward-/;
    for (const [name, bytes] of store.files) if (kept.test(name)) part.files.set(name, bytes);
    const { reports } = await ran(part, base, {
      stages: ["second-rl"],
      openPolicy: async (shape, weights) => {
        const policy = new QuotingPolicy(shape, weights);
        policy.spoil = (gradients, update) => {
          if (update === 1) gradients.values().next().value?.data.fill(NaN);
        };
        return policy;
      },
    });
    expect(reports[0]?.history.map(({ step }) => step)).toEqual([2]);
    expect(reports[0]?.hacking?.map(({ step }) => step)).toEqual([2, 5]);
  });

  it("comes out otherwise with another seed", async () => {
    const { reports } = await ran(new OpenStore(), base, { stages: ["zero"], settings: smallSettings(2) });
    expect(reports[0]?.checkpoint?.sha256).not.toBe(report("zero").checkpoint?.sha256);
    expect(reports[0]?.lineage).not.toBe(report("zero").lineage);
  });
});
