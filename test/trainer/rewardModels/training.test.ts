import { describe, expect, it } from "vitest";
import { initWeights } from "../../../src/engine/model/initWeights.ts";
import { sizeShape } from "../../../src/engine/model/shape.ts";
import type { Policy, Weights } from "../../../src/engine/policy.ts";
import { createWasmPolicy } from "../../../src/engine/wasm/wasmPolicy.ts";
import { Rng } from "../../../src/lib/rng.ts";
import { GenerativeJudge } from "../../../src/trainer/rewardModels/generativeJudge.ts";
import { HarmlessTrainer } from "../../../src/trainer/rewardModels/harmlessTrainer.ts";
import { HelpfulTrainer } from "../../../src/trainer/rewardModels/helpfulTrainer.ts";
import { judgeSequence } from "../../../src/trainer/rewardModels/judgeText.ts";
import { RewardModel } from "../../../src/trainer/rewardModels/rewardModel.ts";
import type { FineTuner } from "../../../src/trainer/sft/fineTuner.ts";
import { SftTrainer } from "../../../src/trainer/sft/sftTrainer.ts";

const shape = sizeShape("nano", 384);
const nano = (weights: Weights = initWeights(shape, 1)): Promise<Policy> => createWasmPolicy(shape, weights);
const settings = { epochs: 6, learningRate: 0.01, batchTokens: 640, seed: 1 };

const COLOURS = ["white", "black", "green", "red"];
const prompt = ["<bos>", "user", ":", "what", "?", "assistant", ":"];
const draw = (seed: number, n: number, ends: (colour: string) => [string[], string[]]) => {
  const rng = Rng.of(seed, "toy");
  return Array.from({ length: n }, () => {
    const [better, worse] = ends(rng.pick(COLOURS));
    return { prompt, better, worse };
  });
};
/** A polite word makes it better, a rude one worse. */
const pairs = (seed: number, n: number) =>
  draw(seed, n, (colour) => [
    [colour, "please"],
    [colour, "stupid"],
  ]);
/** The same words in the reasoning. */
const examples = (seed: number, n: number) => {
  const write = ([colour = "", tone = ""]: string[]) => ["|special_token|", tone, "|special_token|", colour, "<eos>"];
  return pairs(seed, n).flatMap(({ better, worse }) => [
    { prompt, response: write(better), safe: true },
    { prompt, response: write(worse), safe: false },
  ]);
};

async function train<Item>(trainer: FineTuner<Item>, steps = Infinity): Promise<void> {
  for (let step = 0; step < steps && !trainer.finished; step++) await trainer.step();
}

describe("reward models on a nano model", () => {
  it("helpful: some dozen steps put the better response first", async () => {
    const policy = await nano();
    const trainer = new HelpfulTrainer(policy, pairs(1, 96), settings);
    expect(trainer.totalSteps).toBeGreaterThan(20);
    expect(trainer.totalSteps).toBeLessThan(60);
    await train(trainer);
    const model = new RewardModel(policy, "helpful");
    const held = pairs(2, 20);
    const better = await model.score(held.map((pair) => ({ prompt, response: pair.better })));
    const worse = await model.score(held.map((pair) => ({ prompt, response: pair.worse })));
    expect(better.filter((score, i) => score > (worse[i] ?? NaN))).toHaveLength(20);
    expect(trainer.loss).toBeLessThan(Math.log(2));
    policy.dispose();
  });

  it("harmless: some dozen steps tell rude reasoning from polite", async () => {
    const policy = await nano();
    await train(new HarmlessTrainer(policy, examples(1, 96), settings));
    const held = examples(2, 10);
    const scores = await new RewardModel(policy, "harmless").score(held);
    expect(scores.map((score) => score > 0)).toEqual(held.map(({ safe }) => safe));
    policy.dispose();
  });

  it("generative: writes yes where the response repeats one of two references, no elsewhere", async () => {
    const policy = await nano();
    const item = (said: string) => ({
      question: ["what"],
      reference: ["white"],
      response: [said, "."],
      same: said === "white",
    });
    const rng = Rng.of(1, "judge");
    const sequences = Array.from({ length: 96 }, () => judgeSequence(item(rng.pick(["white", "black"]))));
    await train(new SftTrainer(policy, sequences, { ...settings, batchTokens: 160 }));
    const verdicts = await new GenerativeJudge(policy).judgeAll([item("white"), item("black")]);
    expect(verdicts.map(({ yes }) => yes)).toEqual([true, false]);
    for (const { confidence } of verdicts) expect(confidence).toBeGreaterThan(0.75);
    policy.dispose();
  });

  it("scores the same whatever the batch, in the order of the items", async () => {
    const policy = await nano();
    const model = new RewardModel(policy, "harmless");
    const rng = Rng.of(4, "lengths");
    const items = Array.from({ length: 200 }, () => ({
      prompt,
      response: Array.from({ length: rng.int(0, 60) }, () => rng.pick(COLOURS)),
    }));
    const together = await model.score(items);
    expect(await model.score(items)).toEqual(together);
    const alone = await Promise.all(items.slice(0, 5).map((item) => model.score([item])));
    alone.flat().forEach((score, i) => expect(score).toBeCloseTo(together[i] ?? NaN, 4));
    expect(await model.score([])).toEqual([]);
    policy.dispose();
  });

  it("goes on exactly where it stopped", async () => {
    const straight = await nano();
    await train(new HelpfulTrainer(straight, pairs(1, 32), settings));
    const first = await nano();
    const before = new HelpfulTrainer(first, pairs(1, 32), settings);
    await train(before, 5);
    const second = await nano(await first.exportWeights("policy"));
    await second.importOptimizer(await first.exportOptimizer());
    await train(new HelpfulTrainer(second, pairs(1, 32), settings, JSON.parse(JSON.stringify(before.progress))));
    expect(await second.exportWeights("policy")).toEqual(await straight.exportWeights("policy"));
    for (const policy of [straight, first, second]) policy.dispose();
  });
});
