import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import type { CountdownProblem } from "../../../src/world/problem.ts";
import { countdown, parseCountdown, sampleCountdown } from "../../../src/world/tasks/countdown.ts";

const problem: CountdownProblem = { task: "countdown", numbers: [7, 3, 5], target: 9 };
const check = (answer: string, p = problem) => countdown(p).check(answer === "" ? [] : answer.split(" "));
const sampled = fc
  .tuple(fc.integer(), fc.constantFrom(3, 4))
  .map(([seed, k]) => sampleCountdown(Rng.of(seed, "countdown"), k));

describe("countdown", () => {
  it("accepts the correct answers and no other order of signs", () => {
    expect(["7 + 5 - 3", "5 + 7 - 3", "7 - 3 + 5", "5 - 3 + 7"].every((answer) => check(answer))).toBe(true);
    expect(["7 + 3 - 5", "7 - 5 + 3", "3 + 5 - 7"].some((answer) => check(answer))).toBe(false);
  });

  it("accepts negative partial results, as on paper", () => {
    expect(check("3 - 7 + 9", { task: "countdown", numbers: [3, 9, 7], target: 5 })).toBe(true);
  });

  it.each([
    ["nothing", ""],
    ["a missing number", "7 + 5"],
    ["a missing number that still reaches the target", "9"],
    ["a repeated number", "7 + 5 - 3 + 3 - 3"],
    ["a number used twice instead of another", "3 + 3 + 3"],
    ["a foreign number", "8 + 1 + 0"],
    ["an equation", "7 + 5 - 3 = 9"],
    ["a product", "3 * 3"],
    ["a leading sign", "- 3 + 7 + 5"],
    ["a trailing sign", "7 + 5 - 3 +"],
    ["two signs", "7 + + 5 - 3"],
    ["no signs", "7 5 3"],
    ["a number beyond the language", "7 + 5 - 3 + 100 - 100"],
    ["a tag inside", "<answer> 7 + 5 - 3"],
    ["a variable", "x"],
    ["code", "constructor"],
  ])("refuses %s", (_, answer) => {
    expect(check(answer)).toBe(false);
  });

  it("refuses a partial result beyond 99", () => {
    const large: CountdownProblem = { task: "countdown", numbers: [60, 50, 60], target: 70 };
    expect(check("60 - 50 + 60", large)).toBe(true);
    expect(check("60 + 60 - 50", large)).toBe(false);
  });

  it("accepts every rewriting of a solution and votes for all of them together", () => {
    fc.assert(
      fc.property(sampled, fc.integer(), (p, seed) => {
        const task = countdown(p);
        const solution = task.solve() ?? [];
        expect(task.check(solution)).toBe(true);
        const terms = solution.map((word, i) => [i === 0 ? "+" : solution[i - 1], word]).filter((_, i) => i % 2 === 0);
        const shuffled = Rng.of(seed).shuffle(terms);
        const first = shuffled.findIndex(([sign]) => sign === "+");
        const rewriting = [...shuffled.splice(first, 1), ...shuffled].flat().slice(1) as string[];
        expect(task.check(rewriting)).toBe(true);
        expect(task.canonical(rewriting)).toBe(task.canonical(solution));
        expect(task.check(task.canonical(rewriting)?.split(" ") ?? [])).toBe(true);
      }),
    );
  });

  it("refuses every solution with one number or sign spoilt", () => {
    fc.assert(
      fc.property(sampled, fc.nat(), fc.integer({ min: 1, max: 9 }), (p, at, n) => {
        const task = countdown(p);
        const solution = task.solve() ?? [];
        const i = at % solution.length;
        const word = solution[i] as string;
        const spoilt = word === "+" ? "-" : word === "-" ? "+" : String(n);
        fc.pre(spoilt !== word);
        expect(task.check(solution.with(i, spoilt))).toBe(false);
        expect(task.check(solution.toSpliced(i, 1))).toBe(false);
        expect(task.check([...solution, "+", "0"])).toBe(false);
      }),
    );
  });

  it("samples k numbers in 1…9 with a target that can be reached", () => {
    fc.assert(
      fc.property(sampled, (p) => {
        expect(p.numbers.every((n) => n >= 1 && n <= 9)).toBe(true);
        expect(p.target).toBeGreaterThan(0);
        expect(p.target).toBeLessThan(100);
        expect(parseCountdown(countdown(p).render())).toEqual(p);
      }),
    );
  });

  it("says when there is no solution", () => {
    expect(countdown({ task: "countdown", numbers: [2, 2, 2], target: 9 }).solve()).toBeNull();
  });
});
