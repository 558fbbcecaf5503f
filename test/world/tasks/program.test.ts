import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import type { ProgramProblem } from "../../../src/world/problem.ts";
import { parseProgram, program, sampleProgram } from "../../../src/world/tasks/program.ts";
import { VOCABULARY } from "../../../src/world/vocabulary.ts";
import { Writer } from "../../../src/world/writer.ts";

const problemOf = (text: string): ProgramProblem => {
  const problem = parseProgram(text.split(" "));
  if (problem === null) throw new Error(`problemOf: expected a program prompt, got ${text}`);
  return problem;
};
/** 2 · x + 3 */
const line = problemOf("write f : 1 > 5 , 2 > 7");
/** x · x + 4 */
const square = problemOf("write f : 1 > 5 , 2 > 8 , 4 > 20");
const check = (answer: string, p = line) => program(p).check(answer === "" ? [] : answer.split(" "));

const level = fc.constantFrom("program" as const, "program-square" as const);
const sampled = fc.tuple(fc.integer(), level).map(([seed, level]) => sampleProgram(Rng.of(seed, "program"), level));
const written = fc
  .record({
    seed: fc.integer(),
    level,
    persistence: fc.constantFrom(0.3, 0.75, 0.97),
    language: fc.constantFrom("en" as const, "zh" as const, "mixed" as const),
  })
  .map(({ seed, level, ...persona }) => {
    const rng = Rng.of(seed, "document");
    const p = sampleProgram(rng, level);
    return { p, persona, ...program(p).think(new Writer(rng, { direct: false, ...persona })) };
  });
const read = (p: ProgramProblem, words: readonly string[]) =>
  program(p).readAttempts(words, { start: 0, end: words.length });
const readText = (p: ProgramProblem, text: string) => read(p, text.split(" "));

/** Every function of both families that fits the examples, found by going through all of them. */
function fitting({ level, examples }: ProgramProblem): string[] {
  const found: string[] = [];
  for (let b = 0; b <= 9; b++) {
    for (let a = 1; a <= 5; a++) if (examples.every(([x, y]) => a * x + b === y)) found.push(`${a} * x + ${b}`);
    if (level === "program-square" && examples.every(([x, y]) => x * x + b === y)) found.push(`x * x + ${b}`);
  }
  return found;
}

describe("program", () => {
  it("samples examples that leave one function, and all other x in 0…9 as hidden tests", () => {
    fc.assert(
      fc.property(sampled, (p) => {
        expect(p.examples).toHaveLength(p.level === "program" ? 2 : 3);
        expect(p.examples.every(([x]) => x >= 1 && x <= 5)).toBe(true);
        const all = [...p.examples, ...p.hiddenTests];
        expect(all.map(([x]) => x).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        expect(all.every(([, y]) => y >= 0 && y <= 99)).toBe(true);
        expect(fitting(p)).toEqual([program(p).solve()?.join(" ")]);
        expect(program(p).check(program(p).solve() ?? [])).toBe(true);
      }),
    );
  });

  it("asks for squares about half of the time on the harder level only", () => {
    const squares = (level: ProgramProblem["level"]) =>
      Array.from({ length: 200 }, (_, seed) => program(sampleProgram(Rng.of(seed), level)).solve()?.[0]).filter(
        (word) => word === "x",
      ).length;
    expect(squares("program")).toBe(0);
    expect(Math.abs(squares("program-square") - 100)).toBeLessThan(30);
  });

  it("reads its own prompt in both languages, hidden tests included", () => {
    expect(program(line).render().join(" ")).toBe("write f : 1 > 5 , 2 > 7");
    fc.assert(
      fc.property(sampled, fc.boolean(), (p, chinese) => {
        const asked: ProgramProblem = chinese ? { ...p, language: "zh" } : p;
        expect(parseProgram(program(asked).render())).toEqual(asked);
        const turned = program({ ...asked, examples: p.examples.toReversed() });
        expect(turned.key()).toBe(program(p).key());
      }),
    );
  });

  it.each([
    "",
    "write f :",
    "write f : 1 > 5",
    "write f : 1 > 5 , 1 > 5",
    "write f : 1 > 5 , 2 > 50",
    "write f : 1 > 5 , 2 > 7 , 3 > 10",
    "write f : 1 > 5 , 2 > 7 , 3 > 9 , 4 > 11",
    "write f : 1 > 5 ; 2 > 7",
    "write f : 1 = 5 , 2 = 7",
    "solve f : 1 > 5 , 2 > 7",
    "write f : 1 > x , 2 > 7",
    "write f : 1 > 5 , 2 > 7 ?",
  ])("does not read %j", (text) => {
    expect(parseProgram(text === "" ? [] : text.split(" "))).toBeNull();
  });

  it("accepts every program that computes f", () => {
    const right = [
      "2 * x + 3",
      "3 + 2 * x",
      "x + x + 3",
      "x * 2 + 3",
      "5 - 2 + 2 * x",
      "x * x + 2 * x - x * x + 3",
      "0 - 3 + 6 + x * 2",
    ];
    for (const answer of right) {
      expect(check(answer)).toBe(true);
      expect(program(line).canonical(answer.split(" "))).toBe("2 * x + 3");
    }
    expect(check("x * x + 4", square)).toBe(true);
    expect(check("4 + x * x * 1", square)).toBe(true);
  });

  it.each([
    ["nothing", ""],
    ["a program that fits one example only", "1 * x + 4"],
    ["the examples themselves", "1 > 5 , 2 > 7"],
    ["f with its name", "f = 2 * x + 3"],
    ["an equation", "2 * x + 3 = 5"],
    ["brackets", "( x + x ) + 3"],
    ["a product without a sign", "2 x + 3"],
    ["a leading sign", "- 3 + 6 + 2 * x"],
    ["a trailing sign", "2 * x + 3 +"],
    ["a quotient", "4 * x / 2 + 3"],
    ["a number beyond the language", "2 * x + 103 - 100"],
    ["a tag inside", "<answer> 2 * x + 3"],
    ["code", "constructor"],
    ["more than 15 words", "2 * x + 3 + 0 + 0 + 0 + 0 + 0 + 0"],
    ["a product before a sum", "x + 3 * 2"],
  ])("refuses %s", (_, answer) => {
    expect(check(answer)).toBe(false);
  });

  it("refuses what fits all examples but not the hidden tests", () => {
    // 2 · x + 3 + (x − 1) · (x − 2)
    expect(check("x * x - x + 5")).toBe(false);
    expect(program(line).canonical("x * x - x + 5".split(" "))).toBe("x * x + 5 - x");
  });

  it("leaves words that are no program as they are, and has no vote for none", () => {
    expect(program(line).canonical(["2", "x"])).toBe("2 x");
    expect(program(line).canonical([])).toBeNull();
    expect(program(line).canonical(["x", "-", "x"])).toBe("0");
  });

  it("computes what the precedence says, and writes it in one form that computes the same", () => {
    const factor = fc.constantFrom("x", "x", "0", "1", "2", "3", "7");
    const product = fc.array(factor, { minLength: 1, maxLength: 3 });
    const programs = fc.array(fc.tuple(fc.constantFrom("+", "-"), product), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(programs, fc.integer({ min: 0, max: 9 }), (terms, x) => {
        const words = terms.flatMap(([sign, factors]) => [sign, ...factors.join(" * ").split(" ")]).slice(1);
        fc.pre(words.length <= 15);
        const valueOf = (factors: string[]) => factors.reduce((v, word) => v * (word === "x" ? x : Number(word)), 1);
        const value = terms.reduce(
          (sum, [sign, factors], i) => sum + (sign === "-" && i > 0 ? -1 : 1) * valueOf(factors),
          0,
        );
        const asked: ProgramProblem = { task: "program", level: "program", examples: [[x, value]], hiddenTests: [] };
        const task = program(asked);
        const canonical = task.canonical(words)?.split(" ") ?? [];
        expect(task.check(words)).toBe(true);
        expect(program({ ...asked, examples: [[x, value + 1]] }).check(words)).toBe(false);
        expect(task.canonical(canonical)).toBe(canonical.join(" "));
        if (canonical.every((word) => VOCABULARY.includes(word))) expect(task.check(canonical)).toBe(true);
      }),
    );
  });

  it("guesses a program of the level", () => {
    fc.assert(
      fc.property(sampled, fc.integer(), (p, seed) => {
        const guess = program(p).guess(Rng.of(seed)).join(" ");
        expect(guess).toMatch(p.level === "program" ? /^[1-5] \* x \+ \d$/ : /^[1-5x] \* x \+ \d$/);
      }),
    );
  });

  it("thinks without a wrong step, stops when satisfied, and answers with the last attempt", () => {
    fc.assert(
      fc.property(written, ({ p, persona, thinking, answer }) => {
        expect(thinking.every((word) => VOCABULARY.includes(word))).toBe(true);
        expect(thinking.length).toBeLessThan(135);
        const attempts = read(p, thinking);
        expect(attempts.length).toBeGreaterThan(0);
        expect(attempts.every(({ errors }) => errors === 0)).toBe(true);
        expect(new Set(attempts.map(({ key }) => key)).size).toBe(attempts.length);
        expect(attempts.slice(0, -1).every(({ right, verdict }) => !right && verdict?.positive === false)).toBe(true);
        const last = attempts.at(-1);
        if (last?.right || last?.verdict?.positive) expect(last.key).toBe(answer.join(" "));
        if (last?.right) expect(program(p).check(answer)).toBe(true);
        if (persona.persistence > 0.9) expect(attempts.some(({ verdict }) => verdict?.wrong)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it("lets sloppy writers say yes too early", () => {
    const early = fc.sample(written, { numRuns: 300, seed: 1 }).filter(({ p, persona, thinking }) => {
      return persona.persistence === 0.3 && read(p, thinking).at(-1)?.verdict?.wrong;
    });
    expect(early.length).toBeGreaterThan(10);
    expect(early.every(({ p, answer }) => !program(p).check(answer))).toBe(true);
  });

  it("reads attempts and their last verdict", () => {
    const text =
      "try 3 : 3 * 1 = 3 , 5 - 3 = 2 , 3 * 2 = 6 + 2 = 8 high wait 试 2 : 2 * 1 = 2 , 5 - 2 = 3 , 2 * 2 = 4 + 3 = 7 对";
    expect(readText(line, text)).toMatchObject([
      { start: 0, end: 25, key: "3 * x + 2", right: false, errors: 0, verdict: { word: "high", wrong: false } },
      {
        start: 26,
        end: 51,
        key: "2 * x + 3",
        right: true,
        errors: 0,
        verdict: { word: "对", start: 50, wrong: false },
      },
    ]);
    const squares =
      "try 3 : 3 * 1 = 3 , 5 - 3 = 2 , 3 * 2 = 6 + 2 = 8 yes 3 * 4 = 12 + 2 = 14 low ; try x * x : 1 * 1 = 1 , 5 - 1 = 4 , 2 * 2 = 4 + 4 = 8 yes";
    expect(readText(square, squares)).toMatchObject([
      { key: "3 * x + 2", right: false, verdict: { word: "low", positive: false, wrong: false } },
      { key: "x * x + 4", right: true, verdict: { word: "yes", positive: true, wrong: false } },
    ]);
  });

  it("recomputes instead of trusting", () => {
    const first = (text: string) => readText(line, text)[0];
    expect(first("try 3 : 3 * 1 = 3 , 5 - 3 = 2 yes")).toMatchObject({ right: false, verdict: { wrong: true } });
    expect(first("try 2 : 2 * 1 = 2 , 5 - 2 = 3 no")).toMatchObject({ right: true, verdict: { wrong: true } });
    expect(first("try 2 : 2 * 1 = 2 , 5 - 2 = 4 yes")).toMatchObject({ right: false, errors: 1 });
    expect(first("try 3 : 3 * 1 = 2 , 5 - 2 = 3 , 3 * 2 = 4 + 3 = 7 yes")).toMatchObject({ right: false, errors: 2 });
    expect(first("try 5 : 5 * 1 = 5 , 3 - 5 no")).toMatchObject({ key: "5 * x", right: false, errors: 0 });
    for (const text of ["try", "try 2", "try x : 5 - 2 = 3", "2 * x + 3 yes", "2 : 5 - 2 = 3 yes"]) {
      expect(readText(line, text)).toEqual([]);
    }
  });

  it("never throws, and keeps inside the span, whatever the words", () => {
    const some = fc.constantFrom(
      ..."try 试 try x * : 1 2 3 5 7 + - = , ; yes 不 high 等等 so <eos> constructor 123".split(" "),
    );
    fc.assert(
      fc.property(fc.array(some, { maxLength: 60 }), fc.nat(60), fc.nat(60), (words, a, b) => {
        const span = { start: Math.min(a, b, words.length), end: Math.min(Math.max(a, b), words.length) };
        let at = span.start;
        for (const attempt of program(square).readAttempts(words, span)) {
          expect(attempt.start).toBeGreaterThanOrEqual(at);
          at = attempt.end;
        }
        expect(at).toBeLessThanOrEqual(span.end);
        expect(parseProgram(words)).toBeNull();
        expect(program(line).check(words) && program(line).canonical(words) !== "2 * x + 3").toBe(false);
      }),
    );
  });
});
