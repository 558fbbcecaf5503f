import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import type { ArithmeticProblem } from "../../../src/world/problem.ts";
import { arithmetic, parseArithmetic, sampleArithmetic } from "../../../src/world/tasks/arithmetic.ts";
import { VOCABULARY } from "../../../src/world/vocabulary.ts";
import { Writer } from "../../../src/world/writer.ts";

const problem: ArithmeticProblem = { task: "arithmetic", numbers: [27, 38, 19], signs: [1, 1, -1] };
const sampled = fc.integer().map((seed) => sampleArithmetic(Rng.of(seed, "arithmetic")));
const written = fc
  .record({
    seed: fc.integer(),
    persistence: fc.constantFrom(0.3, 0.75, 0.97),
    language: fc.constantFrom("en" as const, "zh" as const, "mixed" as const),
  })
  .map(({ seed, ...persona }) => {
    const rng = Rng.of(seed, "document");
    const p = sampleArithmetic(rng);
    return { p, ...arithmetic(p).think(new Writer(rng, { direct: false, ...persona })) };
  });
const read = (p: ArithmeticProblem, words: readonly string[]) =>
  arithmetic(p).readAttempts(words, { start: 0, end: words.length });
const readText = (text: string) => read(problem, text.split(" "));

describe("arithmetic", () => {
  it("samples two-digit numbers, partial results in 0…99, and a carry or borrow somewhere", () => {
    fc.assert(
      fc.property(sampled, ({ numbers, signs }) => {
        expect(numbers.length === 2 || numbers.length === 3).toBe(true);
        expect(numbers.every((n) => n >= 10 && n <= 89)).toBe(true);
        expect(signs[0]).toBe(1);
        let [value, carries] = [0, 0];
        for (const [i, n] of numbers.entries()) {
          const sign = signs[i] as number;
          const units = (value % 10) + sign * (n % 10);
          if (units < 0 || units > 9) carries++;
          value += sign * n;
          expect(value >= 0 && value <= 99).toBe(true);
        }
        expect(carries).toBeGreaterThan(0);
      }),
    );
  });

  it("reads its own prompt in both languages", () => {
    expect(arithmetic(problem).render().join(" ")).toBe("compute 27 + 38 - 19");
    expect(arithmetic({ ...problem, language: "zh" }).render()[0]).toBe("算");
    fc.assert(
      fc.property(sampled, fc.boolean(), (p, chinese) => {
        const asked: ArithmeticProblem = chinese ? { ...p, language: "zh" } : p;
        expect(parseArithmetic(arithmetic(asked).render())).toEqual(asked);
        expect(arithmetic(asked).key()).toBe(arithmetic(p).key());
      }),
    );
  });

  it.each([
    "",
    "compute",
    "compute 27",
    "compute 27 +",
    "compute + 27",
    "compute 27 * 3",
    "compute 27 38",
    "compute 27 - 38",
    "compute 60 + 60 - 30",
    "compute 1 + 1 + 1 + 1 + 1",
    "compute 27 + 38 ?",
    "use 27 + 38",
    "计 27 + 38",
    "compute 27 + 100",
  ])("does not read %j", (text) => {
    expect(parseArithmetic(text === "" ? [] : text.split(" "))).toBeNull();
  });

  it("gives sums in another order the same key, and different signs another", () => {
    const keyOf = (text: string) => arithmetic(parseArithmetic(text.split(" ")) as ArithmeticProblem).key();
    expect(keyOf("compute 38 + 27 - 19")).toBe(arithmetic(problem).key());
    expect(keyOf("compute 38 - 27 + 19")).not.toBe(arithmetic(problem).key());
  });

  it("accepts the value as one number and nothing else", () => {
    fc.assert(
      fc.property(sampled, fc.integer({ min: 0, max: 99 }), (p, n) => {
        const value = p.numbers.reduce((sum, number, i) => sum + number * (p.signs[i] as number), 0);
        const task = arithmetic(p);
        expect(task.solve()).toEqual([String(value)]);
        expect(task.check([String(value)])).toBe(true);
        expect(task.check([String(n)])).toBe(n === value);
      }),
    );
    const refused = ["", "046", "46 46", "27 + 19", "= 46", "46 <eos>", "x", "46.0", "+46"];
    for (const answer of refused) expect(arithmetic(problem).check(answer === "" ? [] : answer.split(" "))).toBe(false);
  });

  it("guesses one number of the language", () => {
    fc.assert(
      fc.property(sampled, fc.integer(), (p, seed) => {
        const guess = arithmetic(p).guess(Rng.of(seed));
        expect(guess).toHaveLength(1);
        expect(Number(guess[0]) >= 0 && Number(guess[0]) <= 99).toBe(true);
      }),
    );
  });

  it("forgets nothing but carries, and answers with the last attempt", () => {
    fc.assert(
      fc.property(written, ({ p, thinking, answer }) => {
        expect(thinking.every((word) => VOCABULARY.includes(word))).toBe(true);
        const attempts = read(p, thinking);
        expect(attempts.length).toBeGreaterThan(0);
        expect(attempts.at(-1)?.right).toBe(arithmetic(p).check(answer));
        expect(attempts.every(({ right, errors }) => right === (errors === 0))).toBe(true);
        expect(attempts[0]?.verdict).toBeUndefined();
        // Only agreeing on the same mistake is judged wrongly.
        expect(attempts.slice(1).every(({ right, verdict }) => verdict?.wrong === (verdict?.positive && !right))).toBe(
          true,
        );
      }),
      { numRuns: 300 },
    );
  });

  it("is often wrong when sloppy, and hardly ever when stubborn", () => {
    const right = (persistence: number): number => {
      let count = 0;
      for (let seed = 0; seed < 300; seed++) {
        const rng = Rng.of(seed, "share");
        const task = arithmetic(sampleArithmetic(rng));
        const { answer } = task.think(new Writer(rng, { direct: false, persistence, language: "en" }));
        if (task.check(answer)) count++;
      }
      return count / 300;
    };
    expect(right(0.3)).toBeLessThan(0.8);
    expect(right(0.97)).toBeGreaterThan(0.85);
  });

  it("reads whole numbers, tens and units in any order, and no other calculation", () => {
    const right = [
      "27 + 38 = 65 - 19 = 46",
      "27 + 30 = 57 + 8 = 65 - 10 = 55 - 9 = 46",
      "27 + 8 = 35 + 30 = 65 - 9 = 56 - 10 = 46",
      "38 + 27 = 65 - 19 = 46",
      "20 + 7 = 27 + 38 = 65 - 19 = 46",
      "27 - 19 = 8 + 38 = 46",
      "27 + 38 - 19 = 46",
    ];
    for (const text of right) expect(readText(text)).toMatchObject([{ right: true, errors: 0, start: 0 }]);
    const others = [
      "40 + 6 = 46",
      "27 + 38 = 65",
      "27 + 38 = 65 - 20 = 45 + 1 = 46",
      "23 * 2 = 46",
      "46",
      "27 + 38 - 19",
    ];
    for (const text of others) expect(readText(text)).toEqual([]);
  });

  it("takes errors that cancel out for wrong", () => {
    expect(readText("27 + 38 = 55 - 19 = 46")).toMatchObject([{ right: false, errors: 2 }]);
    expect(readText("27 + 38 = 55 - 19 = 36")).toMatchObject([{ right: false, errors: 1 }]);
  });

  it("judges yes by the truth, and no after a second attempt by whether the two agree", () => {
    const quick = "27 + 38 = 55 - 19 = 36";
    const careful = "27 + 30 = 57 + 8 = 65 - 10 = 55 - 9 = 46";
    const verdicts = (text: string) => readText(text).map(({ verdict }) => verdict && [verdict.word, verdict.wrong]);
    expect(verdicts(`${quick} yes`)).toEqual([["yes", true]]);
    expect(verdicts(`${quick} 不`)).toEqual([["不", false]]);
    expect(verdicts(`${careful} no`)).toEqual([["no", true]]);
    expect(verdicts(`${quick} check ${careful} no`)).toEqual([undefined, ["no", false]]);
    expect(verdicts(`${careful} 检查 ${careful} no wait ${careful} 对`)).toEqual([
      undefined,
      ["no", true],
      ["对", false],
    ]);
    expect(verdicts(`${quick} low ; ${quick} high`)).toEqual([
      ["low", false],
      ["high", true],
    ]);
  });

  it("never throws, and keeps inside the span, whatever the words", () => {
    const some = fc.constantFrom(
      ..."27 38 19 30 8 10 9 46 + - * = , ; : x try 试 yes 不 check 等等 <eos> constructor 123".split(" "),
    );
    fc.assert(
      fc.property(fc.array(some, { maxLength: 60 }), fc.nat(60), fc.nat(60), (words, a, b) => {
        const span = { start: Math.min(a, b, words.length), end: Math.min(Math.max(a, b), words.length) };
        let at = span.start;
        for (const attempt of arithmetic(problem).readAttempts(words, span)) {
          expect(attempt.start).toBeGreaterThanOrEqual(at);
          at = attempt.end;
          expect((attempt.verdict?.end ?? at) <= span.end).toBe(true);
        }
        expect(at).toBeLessThanOrEqual(span.end);
        expect(parseArithmetic(words) === null || words[0] === "compute").toBe(true);
      }),
    );
  });

  it("sees a corrupted result", () => {
    fc.assert(
      fc.property(written, fc.nat(), fc.integer({ min: 0, max: 99 }), ({ p, thinking }, at, n) => {
        const results = thinking.flatMap((word, i) => (word === "=" ? [i + 1] : []));
        const spoilt = results[at % results.length] as number;
        fc.pre(thinking[spoilt] !== String(n));
        const around = (words: string[]) => read(p, words).find(({ start, end }) => start <= spoilt && spoilt < end);
        fc.pre(around(thinking)?.errors === 0);
        expect(around(thinking.with(spoilt, String(n)))).toMatchObject({ right: false });
        expect(around(thinking.with(spoilt, String(n)))?.errors).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });
});
