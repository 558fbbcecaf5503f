import { describe, expect, it } from "vitest";
import { initWeights } from "../../src/engine/model/initWeights.ts";
import { sizeShape } from "../../src/engine/model/shape.ts";
import type { Policy } from "../../src/engine/policy.ts";
import { createWasmPolicy } from "../../src/engine/wasm/wasmPolicy.ts";
import { DEFAULT_CONFIG, type RunConfig } from "../../src/rl/config.ts";
import type { Metrics } from "../../src/protocol/messages.ts";
import { restoreRun, saveRun } from "../../src/trainer/savedRun.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { VOCABULARY } from "../../src/world/vocabulary.ts";
import { corpusPolicy } from "../support/fakePolicy.ts";
import { seeded } from "../support/seeded.ts";

const CONFIG: RunConfig = {
  ...DEFAULT_CONFIG,
  prompts: 4,
  groupSize: 4,
  maxNewTokens: 24,
  minibatches: 2,
  learningRate: 0.003,
  referenceEvery: 2,
  rewardReflection: 0.5,
  rewardTagCount: 0.5,
  evalProblems: 2,
  evalSamples: 2,
};

const nano = (): Promise<Policy> => {
  const shape = sizeShape("nano", VOCABULARY.length);
  return createWasmPolicy(shape, initWeights(shape, 7));
};

const play = async (trainer: Trainer, steps: number): Promise<Metrics[]> => {
  const records: Metrics[] = [];
  for (let i = 0; i < steps; i++) records.push(seeded((await trainer.step()).record.metrics));
  return records;
};

describe.each<[string, () => Promise<Policy>]>([
  ["bigram table", async () => corpusPolicy()],
  ["nano on our WebAssembly kernels", nano],
])("a run on the %s", (_, policyOf) => {
  it("goes on bit for bit from where it was saved", async () => {
    const straight = new Trainer(await policyOf(), CONFIG);
    const expected = await play(straight, 4);

    const first = new Trainer(await policyOf(), CONFIG);
    const before = await play(first, 3);
    await first.evaluate();
    const saved = structuredClone(await saveRun(first, "run", 1));
    const second = await restoreRun(await policyOf(), saved);
    expect([...before, ...(await play(second, 1))]).toEqual(expected);
    expect(await second.policy.exportWeights("policy")).toEqual(await straight.policy.exportWeights("policy"));
    expect(await second.policy.exportWeights("reference")).toEqual(await straight.policy.exportWeights("reference"));
    expect(await second.policy.exportOptimizer()).toEqual(await straight.policy.exportOptimizer());
    expect(second.progress.history.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect(second.progress.evaluations.map(({ step }) => step)).toEqual([3]);
  });

  it("samples what it trains: the log-probs of sampler and trainer agree", async () => {
    const [metrics] = await play(new Trainer(await policyOf(), CONFIG), 1);
    expect(metrics?.["sampling/sampling_logp_difference/max"]).toBeLessThan(1e-4);
  });
});

describe("restoreRun", () => {
  const savedRun = async () => {
    const trainer = new Trainer(corpusPolicy(), CONFIG);
    await trainer.step();
    return saveRun(trainer, "run", 1);
  };

  it("refuses another vocabulary, a truncated file, NaN inside and a config out of range, naming each", async () => {
    const saved = await savedRun();
    const policy = corpusPolicy();
    await expect(restoreRun(policy, { ...saved, vocabularyHash: "0" })).rejects.toThrow(
      "saved run: vocabularyHash: expected",
    );
    await expect(restoreRun(policy, { ...saved, weights: saved.weights.slice(0, -8) })).rejects.toThrow(
      "saved run: weights: expected",
    );
    await expect(restoreRun(policy, { ...saved, shape: { ...saved.shape, width: 96 } })).rejects.toThrow(
      "saved run: weights",
    );
    await expect(restoreRun(policy, { ...saved, config: { ...saved.config, prompts: 0 } })).rejects.toThrow("prompts");
    const broken = saved.reference.slice();
    new DataView(broken.buffer).setFloat32(broken.length - 4, Number.NaN, true);
    await expect(restoreRun(policy, { ...saved, reference: broken })).rejects.toThrow(
      "saved run: reference: tensor model.norm.weight",
    );
  });

  it("leaves the policy as it is when it refuses", async () => {
    const saved = await savedRun();
    const policy = corpusPolicy();
    const weights = await policy.exportWeights("policy");
    await expect(restoreRun(policy, { ...saved, optimizer: saved.optimizer.slice(0, 20) })).rejects.toThrow(
      "saved run: optimizer",
    );
    expect(await policy.exportWeights("policy")).toEqual(weights);
  });
});
