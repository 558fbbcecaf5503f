import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import type { LogicProblem } from "../../../src/world/problem.ts";
import { logic, parseLogic, sampleLogic } from "../../../src/world/tasks/logic.ts";
import { VOCABULARY } from "../../../src/world/vocabulary.ts";
import { samplePersona, Writer } from "../../../src/world/writer.ts";

const split = (text: string) => (text === "" ? [] : text.split(" "));
/** p, q, r = 0 0 1 and nothing else. */
const PROMPT = "solve ~ p | q , r , ~ q | ~ r";
const problem = parseLogic(split(PROMPT)) as LogicProblem;
const check = (answer: string) => logic(problem).check(split(answer));
const read = (text: string) => logic(problem).readAttempts(split(text), { start: 0, end: split(text).length });
const sampled = fc.integer().map((seed) => sampleLogic(Rng.of(seed, "logic")));
const thoughts = fc.tuple(sampled, fc.integer(), fc.constantFrom(0.3, 0.75, 0.97)).map(([p, seed, persistence]) => {
  const rng = Rng.of(seed, "think");
  const persona = { ...samplePersona(rng), persistence };
  return { p, persona, ...logic(p).think(new Writer(rng, persona)) };
});

describe("logic", () => {
  it("reads a prompt in both languages, and solves it", () => {
    expect(problem.clauses).toEqual([
      [
        { variable: 0, negated: true },
        { variable: 1, negated: false },
      ],
      [{ variable: 2, negated: false }],
      [
        { variable: 1, negated: true },
        { variable: 2, negated: true },
      ],
    ]);
    expect(parseLogic(split(PROMPT.replace("solve", "解")))).toEqual({ ...problem, language: "zh" });
    expect(logic(problem).solve()).toEqual(["0", "0", "1"]);
  });

  it.each([
    ["nothing", ""],
    ["another task", "find x : 3 * x + 4 = 19"],
    ["no clauses", "solve"],
    ["two solutions", "solve p , q , p | r"],
    ["no solution", "solve p , ~ p , q"],
    ["three literals", "solve p | q | r , p , q , r"],
    ["a variable twice in a clause", "solve p | p , q , r"],
    ["another order in a clause", "solve q | p , ~ q , r"],
    ["a clause without a literal", "solve p , q , r ,"],
    ["a double negation", "solve ~ ~ p , q , r"],
    ["a loose sign", "solve p ~ , q , r"],
    ["five clauses", "solve p , q , r , p | q , p | r"],
    ["a foreign variable", "solve x , q , r"],
    ["a question mark", `${PROMPT} ?`],
  ])("reads no problem from %s", (_, words) => {
    expect(parseLogic(split(words))).toBeNull();
  });

  it.each([
    ["nothing", ""],
    ["another assignment", "0 1 1"],
    ["two values", "0 0"],
    ["four values", "0 0 1 1"],
    ["values with names", "p 0 q 0 r 1"],
    ["commas", "0 , 0 , 1"],
    ["a number beyond 1", "0 0 2"],
    ["a number that is written otherwise", "0 0 01"],
    ["words", "no no yes"],
    ["a tag", "0 0 1 </answer>"],
    ["code", "constructor constructor constructor"],
  ])("refuses %s", (_, answer) => {
    expect(check("0 0 1")).toBe(true);
    expect(check(answer)).toBe(false);
  });

  it("samples three or four clauses with one solution, and reads back what it writes", () => {
    fc.assert(
      fc.property(sampled, fc.boolean(), fc.integer(), (p, chinese, seed) => {
        const asked: LogicProblem = chinese ? { ...p, language: "zh" } : p;
        const task = logic(asked);
        expect([3, 4]).toContain(p.clauses.length);
        expect(parseLogic(task.render())).toEqual(asked);
        expect(task.render().every((word) => VOCABULARY.includes(word))).toBe(true);
        const all = Array.from({ length: 8 }, (_, n) => [n >> 2, (n >> 1) & 1, n & 1].map(String));
        expect(all.filter((values) => task.check(values))).toEqual([task.solve()]);
        expect(all.map(String)).toContain(String(task.guess(Rng.of(seed))));
        expect(task.key()).toBe(logic({ ...p, clauses: p.clauses.toReversed() }).key());
      }),
    );
  });

  it("has different keys for different clauses", () => {
    const other = parseLogic(split("solve ~ p | q , r , ~ q")) as LogicProblem;
    expect(logic(other).key()).not.toBe(logic(problem).key());
  });

  it("thinks in attempts without errors; the answer is the last; only the sloppy judge wrongly", () => {
    fc.assert(
      fc.property(thoughts, ({ p, persona, thinking, answer }) => {
        const task = logic(p);
        const attempts = task.readAttempts(thinking, { start: 0, end: thinking.length });
        expect(attempts.length).toBeGreaterThan(0);
        expect(attempts.every(({ errors, verdict }) => errors === 0 && verdict !== undefined)).toBe(true);
        expect(new Set(attempts.map(({ key }) => key)).size).toBe(attempts.length);
        expect(attempts.at(-1)?.key).toBe(answer.join(" "));
        expect(attempts.at(-1)?.right).toBe(task.check(answer));
        if (persona.persistence > 0.5) expect(attempts.some(({ verdict }) => verdict?.wrong)).toBe(false);
        expect(thinking.every((word) => VOCABULARY.includes(word))).toBe(true);
        expect(thinking.length).toBeLessThan(175);
      }),
    );
  });

  it("lets the sloppy stop after two clauses that hold", () => {
    const stopped = fc.sample(thoughts, { numRuns: 400, seed: 1 }).filter(({ p, persona, thinking, answer }) => {
      const [last] = logic(p).readAttempts(thinking, { start: 0, end: thinking.length }).slice(-1);
      return persona.persistence < 0.5 && last?.verdict?.positive === true && !logic(p).check(answer);
    });
    expect(stopped.length).toBeGreaterThan(0);
  });

  it("reads attempts, their errors and their verdicts", () => {
    const [first, second, ...more] = read(
      "try p 0 q 1 r 1 : ~ p 1 q 1 yes r 1 yes ~ q 0 ~ r 0 no wait 试 p 0 q 0 r 1 : ~ p 1 q 0 对 r 1 对 ~ q 1 ~ r 0 对",
    );
    expect(more).toEqual([]);
    expect(first).toMatchObject({ start: 0, end: 24, key: "0 1 1", right: false, errors: 0 });
    expect(first?.verdict).toEqual({ start: 23, end: 24, word: "no", positive: false, wrong: false });
    expect(second).toMatchObject({ start: 25, key: "0 0 1", right: true, errors: 0 });
    expect(second?.verdict).toMatchObject({ word: "对", positive: true, wrong: false });
  });

  it.each([
    ["a literal's value", "try p 0 q 1 r 1 : ~ p 0 q 1 yes", 1],
    ["a literal's value without its sign", "try p 0 q 1 r 1 : p 1 q 1 yes", 1],
    ["a clause's verdict", "try p 0 q 1 r 1 : ~ q 0 ~ r 0 yes", 1],
    ["a no where one literal is 1", "try p 0 q 1 r 1 : ~ q 0 r 1 no", 1],
    ["a value and, following from it, the verdict", "try p 0 q 1 r 1 : ~ q 1 yes r 0 no", 2],
    ["nothing after the opening", "try p 0 q 1 r 1 :", 0],
  ])("counts %s", (_, text, errors) => {
    expect(read(text).map((attempt) => attempt.errors)).toEqual([errors]);
  });

  it("judges by the problem, whatever is written", () => {
    expect(read("try p 0 q 0 r 1 : no")[0]).toMatchObject({ right: true, verdict: { wrong: true } });
    expect(read("try p 1 q 1 r 1 : r 1 yes")[0]).toMatchObject({ right: false, verdict: { wrong: true } });
    expect(read("try p 1 q 1 r 1 : r 1")[0]?.verdict).toBeUndefined();
  });

  it.each([
    "try 6 : 5 * 6 = 30",
    "try p 0 q 1 r 1",
    "try p 0 q 1 r 2 : r 1 yes",
    "p 0 q 1 r 1 : yes",
    "try q 0 p 1 r 1 :",
  ])("reads no attempt from %s", (text) => {
    expect(read(text)).toEqual([]);
  });

  it("ends an attempt at a second thought, a semicolon, a conclusion or a tag, and stays within its span", () => {
    for (const word of ["wait", "嗯", ";", "so", "</think>"]) {
      const [attempt] = read(`try p 0 q 0 r 1 : r 1 yes ${word} r 0 no`);
      expect(attempt).toMatchObject({ end: 11, errors: 0, verdict: { positive: true } });
    }
    const words = split("try p 0 q 0 r 1 : r 1 yes");
    expect(logic(problem).readAttempts(words, { start: 1, end: words.length })).toEqual([]);
    expect(logic(problem).readAttempts(words, { start: 0, end: 10 })[0]).toMatchObject({ end: 10, errors: 0 });
    expect(logic(problem).readAttempts(words, { start: 0, end: 7 })).toEqual([]);
  });

  it("never throws on spoilt or random words", () => {
    const words = fc.array(
      fc.constantFrom("try", "试", "p", "q", "r", "0", "1", ":", "~", "yes", "no", ";", "x", "<eos>"),
    );
    fc.assert(
      fc.property(thoughts, fc.nat(), words, ({ p, thinking }, at, junk) => {
        const spoilt = thinking.toSpliced(at % thinking.length, 2, ...junk);
        const attempts = logic(p).readAttempts(spoilt, { start: 0, end: spoilt.length });
        for (const [i, { start, end, verdict }] of attempts.entries()) {
          expect(start).toBeGreaterThanOrEqual(attempts[i - 1]?.end ?? 0);
          expect(end).toBeLessThanOrEqual(spoilt.length);
          if (verdict) expect(verdict.end <= end && verdict.start >= start).toBe(true);
        }
        expect(logic(p).check(junk)).toBe(junk.length === 3 && junk.join(" ") === logic(p).solve()?.join(" "));
        parseLogic(junk);
        parseLogic(["solve", ...junk]);
      }),
    );
  });
});
