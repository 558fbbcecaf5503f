import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosineScaled } from "../../src/rewards/cosine.ts";
import { REWARDS } from "../../src/rewards/index.ts";
import { kimiLength } from "../../src/rewards/length.ts";
import { softOverlong } from "../../src/rewards/overlong.ts";
import { repetitionPenalty } from "../../src/rewards/repetition.ts";
import type { RewardContext, RewardName } from "../../src/rewards/reward.ts";
import { judge } from "../../src/world/judge.ts";
import { parseProblem } from "../../src/world/tasks/index.ts";
import { VOCABULARY } from "../../src/world/vocabulary.ts";

const RIGHT = "7 + 5 - 3";
const THOUGHT = "<think> 7 + 3 = 10 - 5 = 5 no wait 7 + 5 = 12 - 3 = 9 yes </think>";
const GOOD = `${THOUGHT} <answer> ${RIGHT} </answer> <eos>`;

function context(text: string, changes: Partial<RewardContext> = {}): RewardContext {
  const problem = parseProblem("use 7 3 5 make 9");
  const tokens = text.split(" ");
  return {
    problem,
    tokens,
    judged: judge(problem, tokens),
    maxNewTokens: 100,
    group: { shortest: 10, longest: 110 },
    ...changes,
  };
}

function score(name: RewardName, text: string, changes: Partial<RewardContext> = {}): number {
  const reward = REWARDS.find((one) => one.name === name);
  if (!reward) throw new Error(`no reward ${name}`);
  return reward.score(context(text, changes));
}

describe("accuracy and format", () => {
  it("are independent of each other", () => {
    expect([score("accuracy", GOOD), score("format", GOOD)]).toEqual([1, 1]);
    expect([
      score("accuracy", `<answer> ${RIGHT} </answer> <eos>`),
      score("format", `<answer> ${RIGHT} </answer> <eos>`),
    ]).toEqual([1, 0]);
    const wrong = "<think> </think> <answer> 7 + 3 - 5 </answer> <eos>";
    expect([score("accuracy", wrong), score("format", wrong)]).toEqual([0, 1]);
  });

  it.each([
    ["every possible answer at once", `<answer> ${RIGHT} </answer> <answer> 7 + 3 - 5 </answer> <eos>`],
    ["the answer repeated", `${THOUGHT} <answer> ${RIGHT} </answer> <answer> ${RIGHT} </answer> <eos>`],
    ["the answer as a part of a longer one", `${THOUGHT} <answer> ${RIGHT} = 9 or ${RIGHT} </answer> <eos>`],
    ["no answer", `${THOUGHT} ${RIGHT} <eos>`],
    ["an empty answer", `${THOUGHT} <answer> </answer> <eos>`],
    ["the target", `${THOUGHT} <answer> 9 </answer> <eos>`],
    ["numbers used twice", `${THOUGHT} <answer> 3 + 3 + 3 </answer> <eos>`],
    ["talk after the answer", `${THOUGHT} <answer> ${RIGHT} </answer> yes yes <eos>`],
  ])("pay nothing for %s", (_, text) => {
    expect(score("accuracy", text)).toBe(0);
  });

  it.each([
    ["tags in the wrong order", `<answer> ${RIGHT} </answer> <think> </think> <eos>`],
    ["tags thrown in twice", `${THOUGHT} ${THOUGHT} <answer> ${RIGHT} </answer> <eos>`],
    ["text between the tags", `${THOUGHT} so <answer> ${RIGHT} </answer> <eos>`],
    ["no end", `${THOUGHT} <answer> ${RIGHT} </answer>`],
  ])("pay no format for %s", (_, text) => {
    expect(score("format", text)).toBe(0);
  });
});

describe("tag count", () => {
  it("gives a quarter a tag", () => {
    expect(score("tag_count", GOOD)).toBe(1);
    expect(score("tag_count", "<think> 7 </think> 9 <eos>")).toBe(0.5);
    expect(score("tag_count", "<think> <think> </think> <answer> </answer> <eos>")).toBe(0.75);
    expect(score("tag_count", "7 + 5 <eos>")).toBe(0);
  });

  it("can be hacked by tags without content, which its hint says", () => {
    expect(score("tag_count", "</answer> <answer> </think> <think>")).toBe(1);
  });
});

describe("language consistency", () => {
  it("is the share of English among the words of the thinking", () => {
    expect(score("language", GOOD)).toBe(1);
    expect(score("language", "<think> 不 等等 yes 7 + 3 </think> <answer> 7 </answer> <eos>")).toBeCloseTo(1 / 3, 12);
    expect(score("language", "<think> 不 </think> <answer> 7 </answer> <eos>")).toBe(0);
    expect(score("language", "<think> 7 + 3 = 10 </think> <answer> 7 </answer> <eos>")).toBe(1);
  });

  it("cannot be earned with English outside the thinking", () => {
    expect(score("language", "<think> 不 </think> yes yes yes yes <eos> yes")).toBe(0);
  });
});

describe("overlong penalty", () => {
  it("has DAPO's values", () => {
    expect([50, 80, 90, 100, 110].map((length) => softOverlong(length, 100, 20))).toEqual([0, 0, -0.5, -1, -1]);
  });

  it("takes a fifth of the cap for the buffer", () => {
    expect(score("overlong", Array(90).fill("7").join(" "))).toBeCloseTo(-0.5, 12);
    expect(score("overlong", GOOD)).toBe(0);
  });
});

describe("length", () => {
  it("has Kimi's values", () => {
    expect([10, 35, 60, 110].map((tokens) => kimiLength(tokens, 10, 110, true))).toEqual([0.5, 0.25, 0, -0.5]);
    expect([10, 35, 60, 110].map((tokens) => kimiLength(tokens, 10, 110, false))).toEqual([0, 0, 0, -0.5]);
    expect([true, false].map((correct) => kimiLength(40, 40, 40, correct))).toEqual([0, 0]);
  });

  it("pays no short wrong answer", () => {
    expect(score("length", "7 <eos>", { group: { shortest: 2, longest: 50 } })).toBe(0);
    expect(score("length", `<answer> ${RIGHT} </answer> <eos>`, { group: { shortest: 8, longest: 50 } })).toBe(0.5);
  });
});

describe("cosine", () => {
  it("has the reference values and is clamped at the cap", () => {
    expect([25, 75, 100, 200].map((length) => cosineScaled(length, 100, true).toFixed(5))).toEqual([
      "0.92678",
      "0.57322",
      "0.50000",
      "0.50000",
    ]);
    expect([0, 50, 100, 200].map((length) => cosineScaled(length, 100, false))).toEqual([-1, -0.75, -0.5, -0.5]);
  });

  it("ranks any right answer above any wrong one", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (a, b) => {
        expect(cosineScaled(a, 100, true)).toBeGreaterThan(cosineScaled(b, 100, false));
      }),
    );
  });

  it("is scored on the whole completion", () => {
    expect(score("cosine", GOOD, { maxNewTokens: 2 * GOOD.split(" ").length })).toBeCloseTo(0.75, 12);
  });
});

describe("repetition", () => {
  it("has the reference values", () => {
    expect(repetitionPenalty([1, 2, 3, 4], 2)).toBe(0);
    expect(repetitionPenalty([5, 5, 5, 5, 5], 2)).toBeCloseTo(-0.75, 12);
    expect(repetitionPenalty([1, 2, 1, 2, 1, 2], 2)).toBeCloseTo(-0.6, 12);
    expect([[], [1]].map((tokens) => repetitionPenalty(tokens, 2))).toEqual([0, 0]);
  });

  it("punishes the same attempt again, not another one", () => {
    const attempts = (...xs: number[]) =>
      `<think> ${xs.map((x) => `try ${x} : 5 * ${x} = ${5 * x} + 8 = ${5 * x + 8} low`).join(" wait ")} <eos>`;
    expect(score("repetition", attempts(1, 2, 3, 4))).toBe(0);
    expect(score("repetition", attempts(1, 1, 1, 1))).toBeLessThan(-0.5);
  });
});

describe("reflection bonus", () => {
  it("pays for the words as such: the trap", () => {
    expect(score("reflection", "wait 等等 <eos>")).toBe(0.5);
    expect(score("reflection", "wait wait wait wait wait wait")).toBe(1);
    expect(score("reflection", "<think> 7 + 3 = 10 no </think> <eos>")).toBe(0);
    expect(score("accuracy", "wait wait wait wait wait wait")).toBe(0);
  });
});

describe("every reward", () => {
  it("has a name and a config field of its own, and one line of explanation", () => {
    expect(new Set(REWARDS.map(({ name }) => name)).size).toBe(11);
    expect(new Set(REWARDS.map(({ configKey }) => configKey)).size).toBe(11);
    for (const { hint } of REWARDS) expect(hint).toMatch(/^[^\n]{10,120}\.$/);
  });

  it("is finite and within [-1, 1] for any words", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...VOCABULARY), { minLength: 1, maxLength: 40 }), (words) => {
        const some = context(words.join(" "), { group: { shortest: 1, longest: 40 }, maxNewTokens: 40 });
        for (const reward of REWARDS) {
          const value = reward.score(some);
          expect(value >= -1 && value <= 1, `${reward.name}: ${value}`).toBe(true);
        }
      }),
    );
  });
});
