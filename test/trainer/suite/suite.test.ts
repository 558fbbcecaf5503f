import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import { isHeldOut } from "../../../src/trainer/heldOut.ts";
import { corpusBatches } from "../../../src/trainer/pretrain/corpusBatches.ts";
import { readable } from "../../../src/trainer/suite/readable.ts";
import { SUITE_VERSION, suiteHash, suiteProblems } from "../../../src/trainer/suite/suite.ts";
import { languageOf, levelOf } from "../../../src/world/problem.ts";
import { ALL_LEVELS, LEVELS, problemKey, promptTokens, sampleProblem } from "../../../src/world/tasks/index.ts";
import { decode } from "../../../src/world/vocabulary.ts";

const suite = suiteProblems();

describe("the suite", () => {
  it("has every level, different problems, and those of a smaller one first", () => {
    expect([...new Set(suite.map(levelOf))]).toEqual(ALL_LEVELS);
    expect(new Set(suite.map((problem) => `${levelOf(problem)} ${problemKey(problem)}`)).size).toBe(suite.length);
    const small = suiteProblems(7);
    for (const level of ALL_LEVELS) {
      const of = (problems: typeof suite) => problems.filter((problem) => levelOf(problem) === level);
      expect(of(small)).toEqual(of(suite).slice(0, of(small).length));
      expect(of(suite).length).toBeGreaterThanOrEqual(of(small).length);
    }
  });

  it("asks about three in ten in Chinese, the same whatever else is in the suite", () => {
    const chinese = suite.filter((problem) => languageOf(problem) === "zh");
    expect(chinese.length / suite.length).toBeGreaterThan(0.22);
    expect(chinese.length / suite.length).toBeLessThan(0.38);
    expect(suiteProblems(10, ["logic"])).toEqual(suite.filter((problem) => levelOf(problem) === "logic").slice(0, 10));
  });

  it("is held out: no draw and no document of the pre-training text has one of its problems", () => {
    expect(suite.every(isHeldOut)).toBe(true);
    const keys = new Set(suite.map(problemKey));
    const rng = Rng.of(3, "suite test");
    for (const level of ALL_LEVELS) {
      for (let i = 0; i < 150; i++) {
        const problem = sampleProblem(rng, level);
        if (!isHeldOut(problem)) expect(keys.has(problemKey(problem))).toBe(false);
      }
    }
    const asked = new Set(suite.map((problem) => decode(promptTokens(problem)).replace("<bos> ", "")));
    const documents = corpusBatches("four-domains", 11, 0, 4_000)
      .flat()
      .map(({ completion }) => decode(completion));
    expect(documents.length).toBeGreaterThan(1_000);
    const prompts = documents.flatMap((text) =>
      [...text.matchAll(/(?:user|用户) : .*? \? (?:assistant|助手) :/g)].map(([found]) => found),
    );
    expect(prompts.length).toBeGreaterThanOrEqual(documents.length);
    expect(prompts.filter((prompt) => asked.has(prompt))).toEqual([]);
  });

  it("has a hash of everything in it", () => {
    expect(suiteHash(suite)).toBe(suiteHash(suiteProblems()));
    const [first, ...rest] = suite;
    if (first?.task !== "countdown") throw new Error("expected a countdown first");
    const { task, numbers, target } = first;
    expect(suiteHash([{ target, numbers, task, ...(first.language && { language: first.language }) }, ...rest])).toBe(
      suiteHash(suite),
    );
    expect(suiteHash([{ ...first, target: target + 1 }, ...rest])).not.toBe(suiteHash(suite));
    expect(suiteHash([...rest, first])).not.toBe(suiteHash(suite));
    const program = suite.find((problem) => problem.task === "program");
    if (program?.task !== "program") throw new Error("expected a program");
    expect(suiteHash([{ ...program, hiddenTests: program.hiddenTests.slice(1) }])).not.toBe(suiteHash([program]));
  });

  it("is version 2: whoever changes a problem counts the version up and writes the new hash here", () => {
    expect([SUITE_VERSION, suite.length, suiteHash(suite)]).toEqual([2, SIZE, HASH]);
  });
});

const SIZE = 600;
const HASH = "98997eec07177ff6";

describe("what a model can read", () => {
  it("is everything with the large vocabulary", () => {
    expect(readable(suite, 384)).toEqual({
      readable: suite.map((problem, index) => ({ problem, index })),
      missing: [],
    });
  });

  it("is countdown and equation in English with the small one, each with its place in the whole suite", () => {
    const { readable: left, missing } = readable(suite, 192);
    expect([...new Set(left.map(({ problem }) => levelOf(problem)))]).toEqual(LEVELS);
    expect(missing).toEqual(ALL_LEVELS.filter((level) => !LEVELS.includes(level)));
    for (const { problem, index } of left) {
      expect(languageOf(problem)).toBe("en");
      expect(suite[index]).toBe(problem);
    }
    expect(left.length).toBeGreaterThan(60);
  });

  it("is what its words allow for any other vocabulary", () => {
    expect(readable(suite, 10).readable).toEqual([]);
  });
});
