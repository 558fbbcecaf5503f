import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../src/lib/rng.ts";
import { linearEquation } from "../../src/world/linearEquation.ts";
import { readProblem } from "../../src/world/readProblem.ts";
import { shorthands } from "../../src/world/shorthands.ts";
import { splitWords } from "../../src/world/splitWords.ts";
import { ALL_LEVELS, promptTokens, renderProblem, renderPrompt, sampleProblem } from "../../src/world/tasks/index.ts";
import { VOCABULARY } from "../../src/world/vocabulary.ts";

/** What a text is read as, or why not. */
const readAs = (text: string): string => {
  const read = readProblem(text);
  return read.problem === null ? read.why : read.text;
};

describe("readProblem", () => {
  it.each([
    ["use 7 3 5 make 9", "use 7 3 5 make 9"],
    ["  Use 7, 3 and 5 to make 9! ", "use 7 3 5 make 9"],
    ["7 3 5 -> 9", "use 7 3 5 make 9"],
    ["7 3 5 = 9", "use 7 3 5 make 9"],
    ["Make 9 from 7, 3 and 5.", "use 7 3 5 make 9"],
    ["用 7 3 5 成 9", "用 7 3 5 成 9"],
    ["用7，3，5成9", "用 7 3 5 成 9"],
    ["<bos> user : use 7 3 5 make 9 ? assistant :", "use 7 3 5 make 9"],
    ["find x : 3 * x + 4 = 19", "find x : 3 * x + 4 = 19"],
    ["3x+4=19", "find x : 3 * x + 4 = 19"],
    ["find x if 19 = 4 + x × 3", "find x : 3 * x + 4 = 19"],
    ["3x − 4 = 11", "find x : 3 * x + 0 = 15"],
    ["5x + 2 = 3x + 10", "find x : 2 * x + 2 = 10"],
    ["求 x：3x+4=19", "求 x : 3 * x + 4 = 19"],
    ["27 + 38 - 19", "compute 27 + 38 - 19"],
    ["What is 27 + 38 = ?", "compute 27 + 38"],
    ["f(1) = 5, f(2) = 7", "write f : 1 > 5 , 2 > 7"],
    ["1 -> 5, 2 -> 7", "write f : 1 > 5 , 2 > 7"],
    ["not p or q, r, not q or not r", "solve ~ p | q , r , ~ q | ~ r"],
    ["¬p ∨ q ∧ r ∧ !q | !r", "solve ~ p | q , r , ~ q | ~ r"],
    ["p says not q, q says p or r, r says not p", "knights p says ~ q , q says p | r , r says ~ p"],
    ["d = 60, t = 3, v = ?", "science : d 60 , t 3 find v"],
    ["d 60, t 3, find v", "science : d 60 , t 3 find v"],
    ["What color is snow?", "what colour is snow"],
    ["雪是什么颜色", "雪 是 什么 颜色"],
  ])("%s", (typed, meant) => {
    expect(readAs(typed)).toBe(meant);
  });

  it("gives every problem back that the tasks draw, in both languages", () => {
    for (const level of ALL_LEVELS) {
      for (const language of ["en", "zh"] as const) {
        for (let i = 0; i < 12; i++) {
          const problem = sampleProblem(Rng.of(i, "read", level), level, language);
          expect(readAs(renderProblem(problem))).toBe(renderProblem(problem));
          expect(readAs(renderPrompt(problem))).toBe(renderProblem(problem));
        }
      }
    }
  });

  it("does not mind missing spaces where no two words run into one", () => {
    const problem = sampleProblem(Rng.of(3, "dense"), "logic");
    expect(readAs(renderProblem(problem).replace(/ ([,|~]) /g, "$1"))).toBe(renderProblem(problem));
  });

  it("names the words that no model knows, a slip of the hand with what it may have been", () => {
    const read = readProblem("use 7 bananas 3 makke 123");
    expect(read).toMatchObject({ problem: null, unknown: ["bananas", "makke", "123"] });
    expect(readAs("use 7 bananas 3 makke 123")).toMatch(
      /“bananas”.*“makke” \(perhaps “make”\).*123 \(above 99\).*0 to 99/s,
    );
    expect(readAs("one two three four five six seven eight hundred")).toMatch(/and \d+ more/);
  });

  it("says so where every word is known and no task asks like this", () => {
    expect(readProblem("use make find 7")).toMatchObject({ problem: null, unknown: [] });
    expect(readAs("use make find 7")).toMatch(/no task asks like this/);
    expect(readAs("knights p says ~ q , q says r , r says p")).toMatch(/not exactly one solution/);
    expect(readAs("")).toMatch(/Type a problem/);
    expect(readAs("7 ".repeat(300))).toMatch(/at most 400 characters/);
  });

  it("takes no tag of the language for a word", () => {
    expect(readProblem("use 7 3 make <eos>")).toMatchObject({ problem: null, unknown: ["<eos>"] });
  });

  it("never throws, and what it reads can always be asked", () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom(...VOCABULARY), fc.string({ maxLength: 4 })), { maxLength: 14 });
    const texts = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      pieces.map((words) => words.join(" ")),
      pieces.map((words) => words.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const read = readProblem(text);
        if (read.problem === null) expect(read.why).toMatch(/\.$/);
        else {
          expect(promptTokens(read.problem).length).toBeGreaterThan(4);
          expect(readProblem(read.text)).toEqual(read);
        }
      }),
      { seed: 1, numRuns: 1500 },
    );
  });
});

describe("splitWords", () => {
  it("keeps a capital that is a word of its own and lowers the others", () => {
    expect(splitWords("F = m × a, USE X")).toEqual(["F", "=", "m", "*", "a", ",", "use", "x"]);
  });

  it("cuts Chinese by the longest known word", () => {
    expect(splitWords("什么颜色用户")).toEqual(["什么", "颜色", "用户"]);
  });
});

describe("linearEquation", () => {
  it("has the solutions of the equation that was typed", () => {
    const term = fc.record({ coefficient: fc.integer({ min: 0, max: 9 }), x: fc.boolean(), minus: fc.boolean() });
    const side = fc.array(term, { minLength: 1, maxLength: 3 });
    const write = (terms: readonly { coefficient: number; x: boolean; minus: boolean }[]): string[] =>
      terms.flatMap(({ coefficient, x, minus }, i) => [
        ...(i > 0 || minus ? [minus ? "-" : "+"] : []),
        String(coefficient),
        ...(x ? ["x"] : []),
      ]);
    const valueAt = (terms: readonly { coefficient: number; x: boolean; minus: boolean }[], x: number): number =>
      terms.reduce((sum, term) => sum + (term.minus ? -1 : 1) * term.coefficient * (term.x ? x : 1), 0);
    fc.assert(
      fc.property(side, side, fc.integer({ min: -20, max: 20 }), (left, right, x) => {
        const found = linearEquation([...write(left), "=", ...write(right)]);
        if (found === null) return;
        expect(found.a * x + found.b === found.c).toBe(valueAt(left, x) === valueAt(right, x));
        expect(Math.min(found.b, found.c)).toBeGreaterThanOrEqual(0);
      }),
      { seed: 1, numRuns: 500 },
    );
    expect(linearEquation("3 x + 4 = 19".split(" "))).toEqual({ a: 3, b: 4, c: 19 });
  });
});

describe("shorthands", () => {
  it("are at most one of each task, and none for a plain sentence", () => {
    expect(shorthands(["what", "colour", "is", "snow"])).toEqual([]);
    expect(shorthands("7 3 5 > 9".split(" "))).toEqual([["use", "7", "3", "5", "make", "9"]]);
  });
});
