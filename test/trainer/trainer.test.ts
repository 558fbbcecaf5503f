import { describe, expect, it } from "vitest";
import type { Metrics } from "../../src/protocol/messages.ts";
import { DEFAULT_CONFIG, type RunConfig } from "../../src/rl/config.ts";
import { AbandonedError } from "../../src/trainer/abandonedError.ts";
import { NonFiniteError } from "../../src/trainer/nonFiniteError.ts";
import { NO_HOOKS } from "../../src/trainer/stepHooks.ts";
import { PHASE_METRICS } from "../../src/trainer/stepClock.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { corpusPolicy } from "../support/fakePolicy.ts";
import { seeded } from "../support/seeded.ts";

const SMALL: RunConfig = {
  ...DEFAULT_CONFIG,
  prompts: 4,
  groupSize: 6,
  maxNewTokens: 24,
  minibatches: 3,
  learningRate: 0.01,
  evalProblems: 4,
  evalSamples: 4,
};

async function curve(trainer: Trainer, steps: number): Promise<Metrics[]> {
  const records: Metrics[] = [];
  for (let i = 0; i < steps; i++) records.push(seeded((await trainer.step()).record.metrics));
  return records;
}

describe("Trainer.step", () => {
  it("makes rewarded tokens likelier: tags pay, tags come", async () => {
    const only = { rewardAccuracy: 0, rewardFormat: 0, rewardTagCount: 1, klCoef: 0 };
    const config = { ...SMALL, ...only, prompts: 8, groupSize: 8, learningRate: 0.05 };
    const rewards = (await curve(new Trainer(corpusPolicy(), config), 12)).map(
      (metrics) => metrics["reward"] ?? Number.NaN,
    );
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(rewards.slice(-3))).toBeGreaterThan(mean(rewards.slice(0, 3)) + 0.2);
  });

  it("gives the same curve twice with one seed, and another with another", async () => {
    const first = await curve(new Trainer(corpusPolicy(), SMALL), 3);
    expect(await curve(new Trainer(corpusPolicy(), SMALL), 3)).toEqual(first);
    expect(await curve(new Trainer(corpusPolicy(), { ...SMALL, seed: 2 }), 3)).not.toEqual(first);
  });

  it("reports TRL's names and ours, all finite", async () => {
    const { record } = await new Trainer(corpusPolicy(), { ...SMALL, rewardLanguage: 0.2 }).step();
    const expected = [
      "loss",
      "grad_norm",
      "learning_rate",
      "num_tokens",
      "step_time",
      "reward",
      "reward_std",
      "frac_reward_zero_std",
      "rewards/accuracy/mean",
      "rewards/format/mean",
      "rewards/language/std",
      "entropy",
      "kl",
      "completions/mean_length",
      "completions/clipped_ratio",
      "clip_ratio/high_mean",
      "clip_ratio/region_mean",
      "sampling/sampling_logp_difference/max",
      "sampling/importance_sampling_ratio/min",
      "behaviour/reflection_rate",
      "behaviour/aha_rate",
      "behaviour/superficial_rate",
      "behaviour/backtracks",
      "behaviour/attempts",
      "language/en_share",
      "language/consistency",
      "groups/all_wrong",
      "effective_sample_size",
      "accuracy/equation",
      "tokens_per_second",
      "sampling_seconds",
      "update_seconds",
      ...PHASE_METRICS,
    ];
    expect(Object.keys(record.metrics)).toEqual(expect.arrayContaining(expected));
    for (const [name, value] of Object.entries(record.metrics)) expect(Number.isFinite(value), name).toBe(true);
    expect(record.metrics["sampling/sampling_logp_difference/max"]).toBeLessThan(1e-6);
    expect(record.step).toBe(1);
  });

  it("counts tokens on, prompts and completions", async () => {
    const [one, two] = await curve(new Trainer(corpusPolicy(), SMALL), 2);
    expect(one?.["num_tokens"]).toBeGreaterThan(24 * 10);
    expect(two?.["num_tokens"]).toBeGreaterThan((one?.["num_tokens"] ?? 0) + 24 * 10);
  });

  it("scores by the reference only when there is a KL term, and refreshes it every n steps", async () => {
    const without = corpusPolicy();
    await new Trainer(without, { ...SMALL, klCoef: 0 }).step();
    expect(without.calls.filter((call) => call === "forward reference")).toHaveLength(0);

    const policy = corpusPolicy();
    const base = await policy.exportWeights("reference");
    const trainer = new Trainer(policy, { ...SMALL, passes: 2, referenceEvery: 2 });
    await trainer.step();
    expect(policy.calls.filter((call) => call === "forward reference")).toHaveLength(SMALL.minibatches);
    expect(await policy.exportWeights("reference")).toEqual(base);
    expect(trainer.referenceIsBase).toBe(true);
    await trainer.step();
    expect(await policy.exportWeights("reference")).toEqual(await policy.exportWeights("policy"));
    expect(trainer.referenceIsBase).toBe(false);
  });

  it("makes passes × minibatches updates and shows at most four groups", async () => {
    const policy = corpusPolicy();
    const { groups } = await new Trainer(policy, { ...SMALL, prompts: 6, passes: 2 }).step();
    expect(policy.updates).toBe(6);
    expect(groups).toHaveLength(4);
    const silent = await new Trainer(corpusPolicy(), SMALL, { shownGroups: 0 }).step();
    expect(silent.groups).toEqual([]);
  });
});

describe("pausing", () => {
  it("changes nothing: the curve with long waits at every pause point is the curve without", async () => {
    let waits = 0;
    const hooks = {
      ...NO_HOOKS,
      pausePoint: async () => {
        waits++;
        await new Promise((resolve) => setTimeout(resolve, 1));
      },
    };
    const paused = await curve(new Trainer(corpusPolicy(), SMALL, { hooks }), 2);
    expect(waits).toBe(2 * (1 + SMALL.minibatches));
    expect(paused).toEqual(await curve(new Trainer(corpusPolicy(), SMALL), 2));
  });

  it("changes nothing either when the wait is used for an evaluation, which sees the weights before the step", async () => {
    const quiet = new Trainer(corpusPolicy(), SMALL);
    const before = await quiet.evaluate();
    const expected = await curve(quiet, 2);

    const policy = corpusPolicy();
    let points = 0;
    const seen: unknown[] = [];
    const trainer: Trainer = new Trainer(policy, SMALL, {
      hooks: {
        ...NO_HOOKS,
        pausePoint: async () => {
          if (++points === 3) seen.push(await trainer.evaluate({ hooks: NO_HOOKS }));
        },
      },
    });
    expect(await curve(trainer, 2)).toEqual(expected);
    expect(seen).toEqual([before]);
  });

  it("abandons a step cleanly: weights, optimiser and the step after it are as if it had never begun", async () => {
    const expected = await curve(new Trainer(corpusPolicy(), SMALL), 2);
    const policy = corpusPolicy();
    let abandonAt = -1;
    let points = 0;
    const pausePoint = async (): Promise<void> => {
      if (++points === abandonAt) throw new AbandonedError();
    };
    const trainer = new Trainer(policy, SMALL, { hooks: { ...NO_HOOKS, pausePoint } });
    const first = await curve(trainer, 1);
    const weights = await policy.exportWeights("policy");
    const optimizer = await policy.exportOptimizer();
    abandonAt = points + 3;
    await expect(trainer.step()).rejects.toThrow(AbandonedError);
    expect(await policy.exportWeights("policy")).toEqual(weights);
    expect(await policy.exportOptimizer()).toEqual(optimizer);
    expect([...first, ...(await curve(trainer, 1))]).toEqual(expected);
  });
});

describe("NaN guard", () => {
  it("restores the last good weights, names the tensor, and goes on with the next step", async () => {
    const policy = corpusPolicy();
    const trainer = new Trainer(policy, SMALL);
    await trainer.step();
    const weights = await policy.exportWeights("policy");
    const optimizer = await policy.exportOptimizer();
    policy.spoil = (gradients, update) => {
      if (update === 5) gradients.get("model.norm.weight")?.data.fill(Number.NaN);
    };
    const failure = await trainer.step().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NonFiniteError);
    expect(String(failure)).toContain(
      "step 2, update 2 of 3: expected finite values in the gradient of model.norm.weight, got NaN",
    );
    expect(await policy.exportWeights("policy")).toEqual(weights);
    expect(await policy.exportOptimizer()).toEqual(optimizer);
    expect(trainer.progress.step).toBe(2);
    const { record } = await trainer.step();
    expect(record.step).toBe(3);
    expect(trainer.progress.history.map(({ step }) => step)).toEqual([1, 3]);
  });

  it("names a broken weight before anything is sampled into an update", async () => {
    const policy = corpusPolicy();
    const weights = await policy.exportWeights("policy");
    const data = weights.get("model.embed_tokens.weight")?.data;
    data?.fill(Number.NaN, 192 * 30, 192 * 150);
    await policy.importWeights("policy", weights);
    await expect(new Trainer(policy, SMALL).step()).rejects.toThrow(
      "sampling: expected finite values in model.embed_tokens.weight, got NaN",
    );
    expect(policy.updates).toBe(0);
  });
});
