import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG, type RunConfig } from "../../src/rl/config.ts";
import { advantages } from "../../src/rl/advantages.ts";
import { ahaEvents } from "../../src/trainer/ahaEvents.ts";
import { behaviourMetrics } from "../../src/trainer/behaviourMetrics.ts";
import { chooseGroups } from "../../src/trainer/groupViews.ts";
import { rewardStep } from "../../src/trainer/rewardStep.ts";
import type { RolloutRow } from "../../src/trainer/rolloutStep.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { minibatches } from "../../src/trainer/updateStep.ts";
import { judge } from "../../src/world/judge.ts";
import { levelOf, type Problem } from "../../src/world/problem.ts";
import { promptTokens } from "../../src/world/tasks/index.ts";
import { encode } from "../../src/world/vocabulary.ts";
import { corpusPolicy } from "../support/fakePolicy.ts";

const EQUATION: Problem = { task: "equation", a: 3, b: 4, c: 19 };
const COUNTDOWN: Problem = { task: "countdown", numbers: [7, 3, 5], target: 9 };
const AHA =
  "<think> try 6 : 3 * 6 = 18 + 4 = 22 high wait try 5 : 3 * 5 = 15 + 4 = 19 yes </think> <answer> 5 </answer> <eos>";
const GUESS = "<answer> 5 </answer> <eos>";
const WRONG = "<answer> 6 </answer> <eos>";

function rowOf(problem: Problem, text: string): RolloutRow {
  const words = text.split(" ");
  const completion = encode(text);
  const oldLogProbs = new Float32Array(completion.length).fill(-1);
  return {
    problem,
    level: levelOf(problem),
    prompt: promptTokens(problem),
    completion,
    words,
    oldLogProbs,
    judged: judge(problem, words),
  };
}

const rolloutOf = (rows: RolloutRow[]) => ({ rows, tokens: 0, seconds: 0, judgeSeconds: 0 });

describe("minibatches", () => {
  it("are every row once, in nearly equal parts, in an order of the seed", () => {
    const config = { ...DEFAULT_CONFIG, minibatches: 4 };
    const parts = minibatches(30, config, 3, 0);
    expect(parts.map((part) => part.length)).toEqual([7, 8, 7, 8]);
    expect(parts.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(minibatches(30, config, 3, 0)).toEqual(parts);
    expect(minibatches(30, config, 3, 1)).not.toEqual(parts);
    expect(minibatches(30, config, 4, 0)).not.toEqual(parts);
    expect(minibatches(2, config, 1, 0)).toHaveLength(2);
  });
});

describe("rewardStep", () => {
  const rollout = rolloutOf([rowOf(EQUATION, AHA), rowOf(EQUATION, WRONG)]);

  it("adds weighted parts", () => {
    const { scored, composed } = rewardStep(rollout, { ...DEFAULT_CONFIG, groupSize: 2 });
    expect(scored.map(({ parts }) => parts)).toEqual([
      { accuracy: 1, format: 0.1 },
      { accuracy: 0, format: 0 },
    ]);
    expect([...composed]).toEqual([1.1, 0]);
  });

  it("knows the lengths of each group for the length reward", () => {
    const { scored } = rewardStep(rollout, { ...DEFAULT_CONFIG, groupSize: 2, rewardLength: 1 });
    expect(scored.map(({ scores }) => scores.length)).toEqual([-0.5, 0]);
  });

  it("normalises each reward within its group where asked", () => {
    const { composed } = rewardStep(rollout, { ...DEFAULT_CONFIG, groupSize: 2, rewardComposition: "normalized" });
    expect((composed[0] ?? 0) + (composed[1] ?? 0)).toBeCloseTo(0, 12);
    expect(composed[0]).toBeGreaterThan(0);
  });
});

describe("behaviourMetrics", () => {
  it("counts what the parser sees", () => {
    const metrics = behaviourMetrics([
      rowOf(EQUATION, AHA),
      rowOf(EQUATION, GUESS),
      rowOf(EQUATION, AHA.replace("wait", "等等")),
    ]);
    expect(metrics).toMatchObject({
      "behaviour/reflection_rate": 2 / 3,
      "behaviour/aha_rate": 2 / 3,
      "behaviour/aha_count": 2,
      "behaviour/superficial_rate": 0,
      "behaviour/attempts": 4 / 3,
      "behaviour/backtracks": 2 / 3,
      "words/wait": 2 / 3,
    });
    expect(metrics["language/en_share"]).toBeCloseTo(9 / 10, 12);
    expect(metrics["language/consistency"]).toBeCloseTo((1 + 1 + 4 / 5) / 3, 12);
    expect(behaviourMetrics([rowOf(EQUATION, GUESS)])).not.toHaveProperty(["language/en_share"]);
  });
});

describe("ahaEvents", () => {
  it("keeps 24 of a step, every problem's first before any second", () => {
    const others = Array.from({ length: 10 }, (): Problem => ({ ...EQUATION }));
    const rows = [EQUATION, ...others].flatMap((problem) => [
      rowOf(problem, GUESS),
      ...Array.from({ length: 4 }, () => rowOf(problem, AHA)),
    ]);
    const events = ahaEvents(9, rows);
    expect(events).toHaveLength(24);
    expect(events.slice(0, 11).map(({ id }) => id)).toEqual(Array.from({ length: 11 }, (_, i) => `9.${5 * i + 1}`));
    expect(events[0]).toMatchObject({
      step: 9,
      level: "equation",
      text: AHA,
      prompt: "<bos> user : find x : 3 * x + 4 = 19 ? assistant :",
    });
  });
});

describe("chooseGroups", () => {
  const choose = (groups: [Problem, string, string][], count: number): number[] => {
    const rollout = rolloutOf(groups.flatMap(([problem, one, two]) => [rowOf(problem, one), rowOf(problem, two)]));
    const rewards = rewardStep(rollout, { ...DEFAULT_CONFIG, groupSize: 2 });
    const advantage = advantages(rewards.composed, 2, "group");
    const update = { rows: [], updates: [], firstRows: [], seconds: 0 };
    return chooseGroups({ step: 1, rollout, rewards, advantage, update }, 2, count);
  };

  it("shows every level and prefers groups with a gradient", () => {
    const flat: [Problem, string, string] = [EQUATION, WRONG, WRONG];
    const mixed: [Problem, string, string] = [EQUATION, GUESS, WRONG];
    const wide: [Problem, string, string] = [EQUATION, AHA, WRONG];
    const countdown: [Problem, string, string] = [COUNTDOWN, "<answer> 7 + 5 - 3 </answer> <eos>", WRONG];
    expect(choose([flat, mixed, wide, countdown, flat], 2)).toEqual([2, 3]);
    expect(choose([flat, mixed, wide, countdown, flat], 4)).toEqual([0, 1, 2, 3]);
    expect(choose([flat, flat], 4)).toEqual([0, 1]);
    expect(choose([flat], 0)).toEqual([]);
  });
});

describe("group views", () => {
  const config: RunConfig = {
    ...DEFAULT_CONFIG,
    prompts: 3,
    groupSize: 4,
    maxNewTokens: 20,
    minibatches: 2,
    learningRate: 0.05,
    rewardTagCount: 1,
  };

  it("carry one value a token of everything that is coloured", async () => {
    const policy = corpusPolicy();
    const { groups } = await new Trainer(policy, config).step();
    expect(groups).toHaveLength(3);
    for (const group of groups) {
      expect(group).toMatchObject({ step: 1, promptCount: 3 });
      expect(group.completions).toHaveLength(4);
      const advantageSum = group.completions.reduce((sum, one) => sum + one.advantage, 0);
      expect(advantageSum).toBeCloseTo(0, 9);
      for (const one of group.completions) {
        const T = one.tokens.length;
        const perToken = [
          one.oldLogProbs,
          one.logProbs,
          one.entropies,
          one.ratios,
          one.clipped,
          one.kl,
          one.logProbChange,
        ];
        expect(perToken.map((values) => values?.length)).toEqual(perToken.map(() => T));
        expect(one.text.split(" ")).toHaveLength(T);
        expect(Object.values(one.rewardParts).reduce((a, b) => a + b, 0)).toBeCloseTo(one.reward, 12);
        one.ratios.forEach((ratio, t) => {
          expect(ratio).toBeCloseTo(Math.exp((one.logProbs[t] ?? 0) - (one.oldLogProbs[t] ?? 0)), 6);
        });
      }
    }
  });

  it("measure the change by the whole step: after it, log-prob is old plus change", async () => {
    const policy = corpusPolicy();
    const { groups } = await new Trainer(policy, config).step();
    const [group] = groups;
    const one = group?.completions[0];
    if (!group || !one) throw new Error("expected a group, got none");
    const prompt = promptTokens(group.problem);
    const { logProbs } = await policy.forward([{ prompt, completion: Int32Array.from(one.tokens) }], {
      temperature: 1,
    });
    one.tokens.forEach((_, t) => {
      expect((one.oldLogProbs[t] ?? 0) + (one.logProbChange?.[t] ?? 0)).toBeCloseTo(logProbs[t] ?? 0, 5);
    });
    expect(one.logProbChange?.some((change) => Math.abs(change) > 1e-4)).toBe(true);
  });

  it("have no kl without a KL term", async () => {
    const { groups } = await new Trainer(corpusPolicy(), { ...config, klCoef: 0 }).step();
    expect(groups[0]?.completions[0]).not.toHaveProperty("kl");
  });
});
