import { describe, expect, it } from "vitest";
import type { Sequence } from "../../../src/engine/policy.ts";
import { Rng } from "../../../src/lib/rng.ts";
import { sftRate } from "../../../src/trainer/sft/sftRate.ts";
import { SftTrainer } from "../../../src/trainer/sft/sftTrainer.ts";
import { FakePolicy, fakeShape, fakeWeights } from "../../support/fakePolicy.ts";

const V = 12;
const settings = { epochs: 3, learningRate: 0.3, batchTokens: 64, seed: 1 };
const untrained = (): FakePolicy => new FakePolicy(fakeShape(V), fakeWeights(V, new Float32Array(V * V)));

/** Prompts of noise; completions that count up from their prompt's last token. */
const rng = Rng.of(3, "examples");
const examples: Sequence[] = Array.from({ length: 40 }, () => {
  const prompt = Int32Array.from({ length: rng.int(1, 6) }, () => rng.int(0, 4));
  const completion = Int32Array.from({ length: rng.int(1, 5) }, (_, i) => (prompt.at(-1) ?? 0) + 1 + i);
  return { prompt, completion };
});

async function train(trainer: SftTrainer, steps = Infinity): Promise<number[]> {
  const losses: number[] = [];
  while (!trainer.finished && losses.length < steps) losses.push((await trainer.step()).loss);
  return losses;
}

describe("sftRate", () => {
  it("warms up over a tenth, at most 100 steps, and ends at 10 %", () => {
    expect(sftRate(1, 0, 100)).toBeCloseTo(0.1, 12);
    expect(sftRate(1, 9, 100)).toBeCloseTo(1, 12);
    expect(sftRate(1, 54, 100)).toBeCloseTo(0.55, 12);
    expect(sftRate(1, 99, 100)).toBeCloseTo(0.1, 12);
    expect(sftRate(1, 99, 10_000)).toBeCloseTo(1, 12);
    expect(sftRate(2, 0, 1)).toBeCloseTo(2, 12);
  });
});

describe("SftTrainer", () => {
  it("starts at the loss of a uniform guess, learns, and ends after its epochs", async () => {
    const policy = untrained();
    const trainer = new SftTrainer(policy, examples, settings);
    expect(trainer.loss).toBeNaN();
    const losses = await train(trainer);
    expect(losses[0]).toBeCloseTo(Math.log(V), 5);
    expect(losses.at(-1)).toBeLessThan(1);
    expect(trainer.loss).toBeLessThan(Math.log(V));
    expect([losses.length, policy.updates]).toEqual([trainer.totalSteps, trainer.totalSteps]);
    const everyToken = examples.reduce((sum, { prompt, completion }) => sum + prompt.length + completion.length, 0);
    expect(trainer.progress).toMatchObject({ epoch: 3, batch: 0, tokens: 3 * everyToken });
    await expect(trainer.step()).rejects.toThrow("expected a run that is not finished");
  });

  it("scores the completions alone: what only prompts hold is not learnt", async () => {
    const policy = untrained();
    const only: Sequence[] = [{ prompt: Int32Array.of(1, 2, 3), completion: Int32Array.of(4, 5) }];
    const trainer = new SftTrainer(policy, only, { ...settings, epochs: 20 });
    await train(trainer);
    const logits = await policy.logits(Int32Array.of(1, 3));
    expect(Math.max(...logits.subarray(V, 2 * V))).toBe(logits[V + 4]);
    expect(logits[2]).toBe(logits[0]);
  });

  it("takes the mean over the batch's completion tokens", async () => {
    const twice = examples.slice(0, 1).concat(examples.slice(0, 1));
    const one = await new SftTrainer(untrained(), twice.slice(0, 1), settings).step();
    const two = await new SftTrainer(untrained(), twice, settings).step();
    expect(two.loss).toBeCloseTo(one.loss, 6);
    expect(two.gradNorm).toBeCloseTo(one.gradNorm, 6);
  });

  it("goes on exactly where it stopped, across epochs", async () => {
    const straight = untrained();
    const whole = new SftTrainer(straight, examples, settings);
    const expected = await train(whole);
    const stop = Math.ceil(whole.totalSteps / 3) + 1;

    const first = untrained();
    const before = new SftTrainer(first, examples, settings);
    const losses = await train(before, stop);
    const second = new FakePolicy(fakeShape(V), await first.exportWeights("policy"));
    await second.importOptimizer(await first.exportOptimizer());
    const after = new SftTrainer(second, examples, settings, JSON.parse(JSON.stringify(before.progress)));
    losses.push(...(await train(after)));

    expect(losses).toEqual(expected);
    expect(after.progress).toEqual(whole.progress);
    expect(await second.exportWeights("policy")).toEqual(await straight.exportWeights("policy"));
  });

  it("stops at a gradient that is not finite and names the step; nothing was applied", async () => {
    const policy = untrained();
    const trainer = new SftTrainer(policy, examples, settings);
    await trainer.step();
    const [weights, progress] = [await policy.exportWeights("policy"), { ...trainer.progress }];
    policy.spoil = (gradients) => gradients.get("model.norm.weight")?.data.fill(NaN);
    await expect(trainer.step()).rejects.toThrow(
      "fine-tuning, step 2: expected a finite gradient of model.norm.weight, got norm NaN",
    );
    expect(await policy.exportWeights("policy")).toEqual(weights);
    expect(trainer.progress).toEqual(progress);
  });

  it("stops at a loss that is not finite before any gradient", async () => {
    const policy = new FakePolicy(fakeShape(V), fakeWeights(V, new Float32Array(V * V).fill(NaN)));
    const trainer = new SftTrainer(policy, examples, settings);
    await expect(trainer.step()).rejects.toThrow("fine-tuning, step 1: expected a finite loss, got NaN");
    expect(policy.calls).not.toContain("backward");
  });

  it.each([
    [{ epochs: 0 }, "epochs: expected a positive whole number, got 0"],
    [{ epochs: 1.5 }, "epochs: expected a positive whole number, got 1.5"],
    [{ batchTokens: NaN }, "batchTokens: expected a positive whole number, got NaN"],
    [{ learningRate: -1 }, "learningRate: expected a positive number, got -1"],
  ])("refuses %j", (wrong, message) => {
    expect(() => new SftTrainer(untrained(), examples, { ...settings, ...wrong })).toThrow(message);
  });

  it("refuses a list without examples, and an example without a completion", () => {
    expect(() => new SftTrainer(untrained(), [], settings)).toThrow("expected at least one example, got none");
    const empty = { prompt: Int32Array.of(1), completion: new Int32Array(0) };
    expect(() => new SftTrainer(untrained(), [...examples, empty], settings)).toThrow(
      "fine-tuning: example 40: expected a completion of at least one token, got none",
    );
  });
});
