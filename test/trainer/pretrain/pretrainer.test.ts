import { describe, expect, it } from "vitest";
import { corpusBatches } from "../../../src/trainer/pretrain/corpusBatches.ts";
import { Pretrainer, pretrainRate, type PretrainSettings } from "../../../src/trainer/pretrain/pretrainer.ts";
import { VOCABULARY } from "../../../src/world/vocabulary.ts";
import { FakePolicy, fakeShape, fakeWeights } from "../../support/fakePolicy.ts";

const V = VOCABULARY.length;
const settings: PretrainSettings = { world: "two-tasks", tokens: 40_000, seed: 1, learningRate: 2, batchTokens: 2048 };
const untrained = (): FakePolicy => new FakePolicy(fakeShape(V), fakeWeights(V, new Float32Array(V * V)));

async function train(policy: FakePolicy, pretrainer: Pretrainer, steps: number): Promise<number[]> {
  const losses: number[] = [];
  while (!pretrainer.finished && losses.length < steps) losses.push((await pretrainer.step()).loss);
  expect(policy.updates).toBeGreaterThan(0);
  return losses;
}

describe("pretrainRate", () => {
  it("warms up over 100 steps and falls along a cosine to 5 %", () => {
    const plan: PretrainSettings = { world: "two-tasks", tokens: 1000, seed: 1, learningRate: 1, batchTokens: 1 };
    expect(pretrainRate(plan, 0, 0)).toBeCloseTo(0.01, 12);
    expect(pretrainRate(plan, 49, 0)).toBeCloseTo(0.5, 12);
    expect(pretrainRate(plan, 99, 0)).toBeCloseTo(1, 12);
    expect(pretrainRate(plan, 500, 500)).toBeCloseTo(0.525, 12);
    expect(pretrainRate(plan, 500, 1000)).toBeCloseTo(0.05, 12);
  });

  it("warms up over a tenth of a budget that is shorter than 1,000 steps, over one step at least", () => {
    const plan: PretrainSettings = { world: "two-tasks", tokens: 200_000, seed: 1, learningRate: 1, batchTokens: 4096 };
    expect(pretrainRate(plan, 0, 0)).toBeCloseTo(1 / 5, 12);
    expect(pretrainRate(plan, 4, 0)).toBeCloseTo(1, 12);
    expect(pretrainRate({ ...plan, tokens: 8_000_000 }, 49, 0)).toBeCloseTo(0.5, 12);
    expect(pretrainRate({ ...plan, tokens: 1 }, 0, 0)).toBeCloseTo(1, 12);
  });
});

describe("Pretrainer", () => {
  it("starts at the loss of a uniform guess and learns", async () => {
    const policy = untrained();
    const pretrainer = new Pretrainer(policy, settings);
    const losses = await train(policy, pretrainer, 1000);
    expect(losses[0]).toBeCloseTo(Math.log(V), 4);
    expect(losses.at(-1)).toBeLessThan(4);
    expect(pretrainer.loss).toBeLessThan(Math.log(V));
    expect(pretrainer.finished).toBe(true);
    expect(pretrainer.progress.tokens).toBeGreaterThanOrEqual(settings.tokens);
    expect(pretrainer.progress.tokens).toBeLessThan(settings.tokens + settings.batchTokens);
  });

  it("goes on exactly where it stopped, across pools", async () => {
    const nearTheEnd = corpusBatches("two-tasks", settings.seed, 0, settings.batchTokens).length - 2;
    const start = { step: 200, tokens: 30_000, pool: 0, batch: nearTheEnd, lossSum: 2.5, lossWeight: 0.9 };
    const straight = untrained();
    const whole = new Pretrainer(straight, settings, start);
    const expected = await train(straight, whole, 5);
    expect(whole.progress).toMatchObject({ step: 205, pool: 1, batch: 3 });

    const first = untrained();
    const before = new Pretrainer(first, settings, start);
    const losses = await train(first, before, 3);
    const second = new FakePolicy(fakeShape(V), await first.exportWeights("policy"));
    await second.importOptimizer(await first.exportOptimizer());
    const after = new Pretrainer(second, settings, JSON.parse(JSON.stringify(before.progress)));
    losses.push(...(await train(second, after, 2)));

    expect(losses).toEqual(expected);
    expect(after.progress).toEqual(whole.progress);
    expect(await second.exportWeights("policy")).toEqual(await straight.exportWeights("policy"));
  });

  it("stops at a gradient that is not finite and names it", async () => {
    const policy = untrained();
    policy.spoil = (gradients) => gradients.get("model.norm.weight")?.data.fill(NaN);
    await expect(new Pretrainer(policy, settings).step()).rejects.toThrow(
      "pre-training step 1: expected a finite gradient of model.norm.weight, got norm NaN",
    );
  });

  it("stops at a loss that is not finite", async () => {
    const policy = new FakePolicy(fakeShape(V), fakeWeights(V, new Float32Array(V * V).fill(NaN)));
    await expect(new Pretrainer(policy, settings).step()).rejects.toThrow(
      "pre-training step 1: expected a finite loss, got NaN",
    );
  });
});
