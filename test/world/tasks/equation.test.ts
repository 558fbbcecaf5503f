import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import type { EquationProblem } from "../../../src/world/problem.ts";
import { equation, parseEquation, sampleEquation } from "../../../src/world/tasks/equation.ts";

const problem: EquationProblem = { task: "equation", a: 3, b: 4, c: 19 };
const sampled = fc.integer().map((seed) => sampleEquation(Rng.of(seed, "equation")));

describe("equation", () => {
  it("accepts the solution and nothing else", () => {
    fc.assert(
      fc.property(sampled, fc.integer({ min: 0, max: 99 }), (p, guess) => {
        const task = equation(p);
        expect(task.check(task.solve() ?? [])).toBe(true);
        expect(task.check([String(guess)])).toBe(p.a * guess + p.b === p.c);
      }),
    );
  });

  it.each(["", "5 5", "x = 5", "05", "5.0", "+ 5", "5 <eos>", "<answer> 5", "2 + 3", "x", "105"])(
    "refuses %j",
    (answer) => {
      expect(equation(problem).check(answer === "" ? [] : answer.split(" "))).toBe(false);
    },
  );

  it("samples within the ranges and reads its own prompt", () => {
    fc.assert(
      fc.property(sampled, (p) => {
        expect(p.a >= 2 && p.a <= 5 && p.b >= 1 && p.b <= 9 && p.c <= 99).toBe(true);
        expect(parseEquation(equation(p).render())).toEqual(p);
      }),
    );
  });

  it("says when there is no solution in the language", () => {
    expect(equation({ task: "equation", a: 3, b: 4, c: 20 }).solve()).toBeNull();
    expect(equation({ task: "equation", a: 3, b: 4, c: 1 }).solve()).toBeNull();
  });

  it("takes a trial for a solution only if it is written out for this equation", () => {
    const solvedBy = (text: string) => {
      const words = text.split(" ");
      return equation(problem).readAttempts(words, { start: 0, end: words.length })[0]?.right;
    };
    expect(solvedBy("3 * 5 = 15 + 4 = 19")).toBe(true);
    expect(solvedBy("5 * 3 = 15 + 4 = 19")).toBe(true);
    for (const wrong of [
      "3 * 6 + 4 = 19",
      "3 * 5 = 19",
      "5 * 5 + 4 = 19",
      "3 * 5 + 9 = 19",
      "15 + 4 = 19",
      "3 * 5 - 4 = 19",
    ]) {
      expect(solvedBy(wrong)).toBe(false);
    }
  });
});
