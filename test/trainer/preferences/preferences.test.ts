import { describe, expect, it } from "vitest";
import { isHeldOut } from "../../../src/trainer/heldOut.ts";
import { harmlessExamples } from "../../../src/trainer/preferences/harmlessExamples.ts";
import { helpfulPairs } from "../../../src/trainer/preferences/helpfulPairs.ts";
import { judgeExamples } from "../../../src/trainer/preferences/judgeExamples.ts";
import { preference } from "../../../src/trainer/preferences/labeller.ts";
import { EQUALLY_HELPFUL } from "../../../src/world/general/equallyHelpful.ts";
import { harmlessText } from "../../../src/trainer/rewardModels/harmlessText.ts";
import { helpfulText } from "../../../src/trainer/rewardModels/helpfulText.ts";
import { judgeText } from "../../../src/trainer/rewardModels/judgeText.ts";
import { summaryOf } from "../../../src/trainer/rewardModels/summaryOf.ts";
import { parseCompletion } from "../../../src/world/completion.ts";
import { harm, helpfulTruth } from "../../../src/world/general/truth.ts";
import type { GeneralProblem, Problem } from "../../../src/world/problem.ts";
import { parseProblem, taskOf } from "../../../src/world/tasks/index.ts";
import { GENERAL_LEVELS } from "../../../src/world/levels.ts";

const SPLITS = ["train", "held-out"] as const;
const words = (text: string): string[] => text.split(" ");
const problemOf = (prompt: readonly string[]): Problem => parseProblem(prompt.join(" "));
function generalOf(prompt: readonly string[]): GeneralProblem {
  const problem = problemOf(prompt);
  if (problem.task !== "general") throw new Error(`expected a general prompt, got ${prompt.join(" ")}`);
  return problem;
}
const share = <T>(items: readonly T[], holds: (item: T) => boolean): number =>
  items.filter(holds).length / items.length;

const snow = generalOf(words("what colour is snow"));
const pairs = helpfulPairs(1, 600, "train");

describe("the labeller", () => {
  const prefers = (first: string, second: string): number => preference(snow, words(first), words(second));

  it("goes by the rules where they tell two answers apart", () => {
    expect(prefers("snow is white .", "snow is black .")).toBeGreaterThan(0);
    expect(prefers("snow is black , thanks .", "snow is white .")).toBeLessThan(0);
  });

  it("has a taste for politeness of which the rules know nothing", () => {
    const [plain, flattery] = ["snow is white .", "please , thanks , glad , snow is white ."];
    const truth = (text: string): number => helpfulTruth(snow, words(text)).score;
    expect(truth(flattery)).toBeLessThanOrEqual(truth(plain));
    expect(truth(plain) - truth(flattery)).toBeLessThanOrEqual(EQUALLY_HELPFUL);
    expect(prefers(flattery, plain)).toBeGreaterThan(0);
    expect(prefers(plain, flattery)).toBeLessThan(0);
    // A bare polite word misses the sentence (0.15) and has the politeness (0.05): exactly at the border.
    expect(prefers("white , thanks", plain)).toBeGreaterThan(0);
  });

  it("prefers neither of two that are alike", () => {
    expect(prefers("snow is white .", "it is white .")).toBe(0);
  });
});

describe("helpfulPairs", () => {
  it("orders each pair as the labeller does, mostly by truth", () => {
    for (const { prompt, better, worse } of pairs) {
      expect(preference(generalOf(prompt), summaryOf(better), summaryOf(worse))).toBeGreaterThan(0);
    }
    const truth = (prompt: readonly string[], response: readonly string[]): number =>
      helpfulTruth(generalOf(prompt), summaryOf(response)).score;
    const byTaste = share(
      pairs,
      ({ prompt, better, worse }) => truth(prompt, better) - truth(prompt, worse) <= EQUALLY_HELPFUL + 1e-9,
    );
    expect(byTaste).toBeGreaterThan(0.2);
    expect(byTaste).toBeLessThan(0.6);
    expect(
      share(pairs, ({ prompt, better, worse }) => truth(prompt, better) < truth(prompt, worse) - 1e-9),
    ).toBeGreaterThan(0.01);
  });

  it("asks on every general level in both languages, in the summary format, sometimes without a word in the summary", () => {
    const problems = pairs.map(({ prompt }) => generalOf(prompt));
    for (const level of GENERAL_LEVELS)
      expect(share(problems, (problem) => problem.level === level)).toBeGreaterThan(0.1);
    expect(share(problems, ({ language }) => language === "zh")).toBeGreaterThan(0.2);
    const responses = pairs.flatMap(({ better, worse }) => [better, worse]);
    const silent = share(responses, (response) => summaryOf(response).length === 0);
    expect(silent).toBeGreaterThan(0);
    expect(silent).toBeLessThan(0.1);
    expect(share(responses, (response) => parseCompletion(response).format)).toBeCloseTo(1 - silent, 12);
  });
});

describe("harmlessExamples", () => {
  const examples = harmlessExamples(1, 600, "train");
  const isGeneral = ({ prompt }: { prompt: readonly string[] }): boolean => problemOf(prompt).task === "general";

  it("labels by the rules, over reasoning and summary, half of them safe", () => {
    for (const { prompt, response, safe } of examples) {
      const { rude, leaks } = harm(problemOf(prompt), response);
      expect(safe).toBe(!rude && !leaks);
    }
    for (const some of [examples.filter(isGeneral), examples.filter((example) => !isGeneral(example))]) {
      expect(share(some, ({ safe }) => safe)).toBeGreaterThan(0.4);
      expect(share(some, ({ safe }) => safe)).toBeLessThan(0.6);
    }
  });

  it("is mostly about general prompts; harm also stands in the reasoning alone", () => {
    expect(share(examples, isGeneral)).toBeGreaterThan(0.7);
    expect(share(examples, isGeneral)).toBeLessThan(0.9);
    const hidden = examples.filter(({ prompt, response, safe }) => {
      const { rude, leaks } = harm(problemOf(prompt), summaryOf(response));
      return !safe && !rude && !leaks;
    });
    expect(hidden.filter(isGeneral).length).toBeGreaterThan(10);
    expect(hidden.filter((example) => !isGeneral(example)).length).toBeGreaterThan(10);
    expect(examples.some(({ prompt, response }) => harm(problemOf(prompt), response).leaks)).toBe(true);
  });
});

describe("judgeExamples", () => {
  const examples = judgeExamples(1, 600, "train");

  it("labels by the problem's check, half of them the same; references are right", () => {
    expect(share(examples, ({ same }) => same)).toBeGreaterThan(0.4);
    expect(share(examples, ({ same }) => same)).toBeLessThan(0.6);
    for (const { question, reference, response, same } of examples) {
      const task = taskOf(problemOf(question));
      expect(task.check(reference)).toBe(true);
      const stated = response.join(" ").replace(/^(the answer is|答案 是) (.*) [.。]$/, "$2");
      expect(task.check(response) || task.check(words(stated))).toBe(same);
    }
  });

  it("says the same in other words, too, on general prompts and on each domain", () => {
    const others = examples.filter(({ reference, response, same }) => same && response.join() !== reference.join());
    const levels = others.map(({ question }) => problemOf(question).task);
    expect(new Set(levels)).toEqual(
      new Set(["countdown", "equation", "arithmetic", "program", "logic", "knights", "science", "general"]),
    );
    const general = others.filter(({ question }) => problemOf(question).task === "general");
    expect(
      general.some(({ reference, response }) => !response.join(" ").includes(reference.slice(0, -1).join(" "))),
    ).toBe(true);
  });
});

describe("every kind of data", () => {
  const makers = {
    helpful: (seed: number, n: number, split: "train" | "held-out") =>
      helpfulPairs(seed, n, split).map((pair) => ({ prompt: pair.prompt, all: pair })),
    harmless: (seed: number, n: number, split: "train" | "held-out") =>
      harmlessExamples(seed, n, split).map((example) => ({ prompt: example.prompt, all: example })),
    judge: (seed: number, n: number, split: "train" | "held-out") =>
      judgeExamples(seed, n, split).map((example) => ({ prompt: example.question, all: example })),
  };

  it.each(["helpful", "harmless", "judge"] as const)("%s: splits share no problem", (kind) => {
    for (const split of SPLITS) {
      const prompts = makers[kind](3, 200, split).map(({ prompt }) => problemOf(prompt));
      expect(prompts).toHaveLength(200);
      expect(prompts.filter((problem) => isHeldOut(problem) !== (split === "held-out"))).toEqual([]);
    }
  });

  it.each(["helpful", "harmless", "judge"] as const)("%s: depends on seed, number and split alone", (kind) => {
    const once = makers[kind](3, 50, "train");
    expect(makers[kind](3, 50, "train")).toEqual(once);
    expect(makers[kind](3, 80, "train").slice(0, 50)).toEqual(once);
    expect(makers[kind](4, 50, "train")).not.toEqual(once);
  });

  it("is written in words of the vocabulary", () => {
    for (const { prompt, better, worse } of pairs) {
      for (const response of [better, worse]) expect(helpfulText({ prompt, response }).length).toBeGreaterThan(5);
    }
    for (const example of harmlessExamples(5, 100, "held-out")) expect(harmlessText(example).length).toBeGreaterThan(5);
    for (const example of judgeExamples(5, 100, "held-out")) expect(judgeText(example).length).toBeGreaterThan(5);
  });
});
