import { describe, expect, it } from "vitest";
import { Rng } from "../../src/lib/rng.ts";
import { difficulty } from "../../src/world/difficulty.ts";
import type { Problem } from "../../src/world/problem.ts";
import { ALL_LEVELS, checkAnswer, parseProblem, sampleProblem, taskOf } from "../../src/world/tasks/index.ts";

const of = (text: string): number => difficulty(parseProblem(text));

describe("difficulty", () => {
  it("is a known number where it can be counted by hand", () => {
    // 1 + 2 = 3, 2 + 1 = 3 and 2 - 1 = 1 are all that stays within 0…99.
    expect(of("use 1 2 make 3")).toBeCloseTo(1.5, 12);
    expect(of("use 1 2 make 1")).toBeCloseTo(3, 12);
    expect(of("find x : 3 * x + 4 = 19")).toBe(12);
    expect(of("write f : 1 > 5 , 2 > 7")).toBe(5);
    expect(of("solve ~ p | q , r , ~ q | ~ r")).toBe(8);
    expect(of("compute 27 + 38 - 19")).toBe(3);
    expect(of("compute 20 + 31")).toBe(1);
  });

  it("of a countdown is what random attempts take", () => {
    const problem = parseProblem("use 7 3 5 make 9");
    const rng = Rng.of(1, "difficulty");
    let right = 0;
    const tries = 20_000;
    for (let i = 0; i < tries; i++) if (checkAnswer(problem, taskOf(problem).guess(rng))) right++;
    expect(difficulty(problem)).toBeGreaterThan((0.93 * tries) / right);
    expect(difficulty(problem)).toBeLessThan((1.07 * tries) / right);
  });

  it("is infinite where nothing is right", () => {
    expect(of("use 1 2 make 50")).toBe(Number.POSITIVE_INFINITY);
  });

  it("is finite and at least 1 on every level, whatever the language and the order", () => {
    const rng = Rng.of(2, "difficulty");
    for (const level of ALL_LEVELS) {
      for (let i = 0; i < 20; i++) {
        const problem: Problem = sampleProblem(rng, level);
        const value = difficulty(problem);
        expect(Number.isFinite(value) && value >= 1).toBe(true);
        expect(difficulty({ ...problem, language: "zh" })).toBe(value);
      }
    }
  });

  it("is larger for four numbers than for three, and for a quantity too many", () => {
    const mean = (level: (typeof ALL_LEVELS)[number]): number => {
      const rng = Rng.of(3, "difficulty", level);
      return Array.from({ length: 100 }, () => difficulty(sampleProblem(rng, level))).reduce((a, b) => a + b) / 100;
    };
    expect(mean("countdown-4")).toBeGreaterThan(mean("countdown-3"));
    expect(mean("science-extra")).toBeGreaterThan(mean("science"));
  });
});
