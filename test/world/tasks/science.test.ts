import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import type { ScienceProblem } from "../../../src/world/problem.ts";
import { parseScience, sampleScience, science } from "../../../src/world/tasks/science.ts";
import { numberOf, VOCABULARY } from "../../../src/world/vocabulary.ts";
import { samplePersona, Writer } from "../../../src/world/writer.ts";

const split = (text: string) => (text === "" ? [] : text.split(" "));
const PROMPT = "science : d 60 , t 3 find v";
const problem = parseScience(split(PROMPT)) as ScienceProblem;
const solved = (prompt: string) =>
  science(parseScience(split(prompt)) as ScienceProblem)
    .solve()
    ?.join(" ");
const read = (text: string, p = problem) => science(p).readAttempts(split(text), { start: 0, end: split(text).length });
const sampled = fc
  .tuple(fc.integer(), fc.constantFrom("science" as const, "science-extra" as const))
  .map(([seed, level]) => sampleScience(Rng.of(seed, "science"), level));
const thoughts = fc.tuple(sampled, fc.integer(), fc.constantFrom(0.3, 0.75, 0.97)).map(([p, seed, persistence]) => {
  const rng = Rng.of(seed, "think");
  const persona = { ...samplePersona(rng), persistence };
  return { p, persona, ...science(p).think(new Writer(rng, persona)) };
});

describe("science", () => {
  it.each([
    ["science : d 60 , t 3 find v", "20"],
    ["science : v 20 , t 3 find d", "60"],
    ["科学 : d 60 , v 20 求 t", "3"],
    ["science : m 4 , a 5 find F", "20"],
    ["science : F 20 , a 5 find m", "4"],
    ["science : R 6 , I 7 find U", "42"],
    ["science : rho 8 , V 3 find m", "24"],
    ["science : m 24 , V 3 find rho", "8"],
    ["science : rho 3 , F 20 , a 5 find m", "4"],
    ["科学 : U 42 , t 9 , R 6 求 I", "7"],
  ])("solves %s", (prompt, answer) => {
    expect(solved(prompt)).toBe(answer);
  });

  it.each([
    ["nothing", ""],
    ["one quantity", "science : d 60 find v"],
    ["four quantities", "science : d 60 , t 3 , m 2 , a 4 find v"],
    ["quantities of two laws", "science : d 60 , a 3 find v"],
    ["quantities of two laws and an extra one", "science : rho 2 , V 3 , a 4 find F"],
    ["a sought quantity that is given", "science : d 60 , v 3 find v"],
    ["a quantity given twice", "science : d 60 , t 3 , t 3 find v"],
    ["a value that is not whole", "science : d 60 , t 7 find v"],
    ["a value beyond 99", "science : v 60 , t 7 find d"],
    ["a division by zero", "science : d 60 , t 0 find v"],
    ["a word that is no quantity", "science : d 60 , x 3 find v"],
    ["a number beyond the language", "science : d 600 , t 3 find v"],
    ["two languages", "science : d 60 , t 3 求 v"],
    ["no comma", "science : d 60 ; t 3 find v"],
    ["a question mark", `${PROMPT} ?`],
  ])("reads no problem from %s", (_, words) => {
    expect(parseScience(split(words))).toBeNull();
  });

  it.each(["", "21", "20 20", "60 / 3", "v = 20", "20 <eos>", "020", "2e1", "constructor"])("refuses %j", (answer) => {
    expect(science(problem).check(["20"])).toBe(true);
    expect(science(problem).check(split(answer))).toBe(false);
  });

  it("samples whole answers in 0…99 and reads back what it writes", () => {
    fc.assert(
      fc.property(sampled, fc.boolean(), fc.integer(), (p, chinese, seed) => {
        const asked: ScienceProblem = chinese ? { ...p, language: "zh" } : p;
        const task = science(asked);
        const answer = task.solve() ?? [];
        expect(p.given).toHaveLength(p.level === "science" ? 2 : 3);
        expect(parseScience(task.render())).toEqual(asked);
        expect(task.render().every((word) => VOCABULARY.includes(word))).toBe(true);
        expect(task.check(answer)).toBe(true);
        expect(task.check([String((Number(answer[0]) + 1) % 100)])).toBe(false);
        expect(task.key()).toBe(science({ ...p, given: p.given.toReversed() }).key());
        const guess = task.guess(Rng.of(seed));
        expect(guess).toHaveLength(1);
        expect(numberOf(guess[0])).not.toBeNull();
      }),
    );
  });

  it("has a key of its own for each useless quantity", () => {
    const keys = ["", " , m 2", " , m 3", " , a 2"].map((extra) => {
      return science(parseScience(split(`science : d 60 , t 3${extra} find v`)) as ScienceProblem).key();
    });
    expect(new Set(keys).size).toBe(4);
  });

  it("thinks without errors; the answer follows from the last form; only the last is judged wrongly", () => {
    fc.assert(
      fc.property(thoughts, ({ p, thinking, answer }) => {
        const task = science(p);
        const attempts = task.readAttempts(thinking, { start: 0, end: thinking.length });
        expect(attempts.length).toBeGreaterThan(0);
        expect(attempts.every(({ errors, verdict }) => errors === 0 && verdict !== undefined)).toBe(true);
        if (attempts.at(-1)?.right) expect(task.check(answer)).toBe(true);
        expect(thinking.slice(-2)).toEqual(["=", ...answer]);
        expect(attempts.slice(0, -1).every(({ right, verdict }) => !right && verdict?.positive === false)).toBe(true);
        expect(attempts.slice(0, -1).some(({ verdict }) => verdict?.wrong)).toBe(false);
        expect(thinking.every((word) => VOCABULARY.includes(word))).toBe(true);
        expect(thinking.length).toBeLessThan(120);
      }),
    );
  });

  it("lets the sloppy take a wrong form for a right one, the stubborn less often", () => {
    const fooled = fc.sample(thoughts, { numRuns: 200, seed: 1 }).filter(({ p, thinking }) => {
      const [last] = science(p).readAttempts(thinking, { start: 0, end: thinking.length }).slice(-1);
      return last?.verdict?.positive === true && last.verdict.wrong;
    });
    const share = (persistence: number) => fooled.filter(({ persona }) => persona.persistence === persistence).length;
    expect(share(0.3)).toBeGreaterThan(share(0.97));
  });

  it("reads attempts and their verdicts", () => {
    const [first, second, ...more] = read("try v = d * t unit no wait 试 v = d / t unit 对 60 / 3 = 20");
    expect(more).toEqual([]);
    expect(first).toMatchObject({ start: 0, end: 8, key: "v = d * t", right: false, errors: 0 });
    expect(first?.verdict).toEqual({ start: 7, end: 8, word: "no", positive: false, wrong: false });
    expect(second).toMatchObject({ start: 9, end: 22, key: "v = d / t", right: true, errors: 0 });
    expect(second?.verdict).toMatchObject({ word: "对", positive: true, wrong: false });
  });

  it("knows which forms are right by the laws, whatever is written after them", () => {
    const right = (text: string, prompt = PROMPT) =>
      read(text, parseScience(split(prompt)) as ScienceProblem)[0]?.right;
    expect(right("try v = d / t unit no")).toBe(true);
    expect(right("try v = t / d unit yes")).toBe(false);
    expect(right("try v = d + t unit yes")).toBe(false);
    expect(right("try t = d / v unit yes")).toBe(false);
    expect(right("try v = d / a unit yes")).toBe(false);
    expect(right("try F = a * m unit", "science : m 2 , a 3 find F")).toBe(true);
    expect(right("try m = F / a unit", "science : rho 3 , F 20 , a 5 find m")).toBe(true);
    expect(right("try m = rho * V unit", "science : rho 3 , F 20 , a 5 find m")).toBe(false);
  });

  it("counts the same product in another order as the same attempt, a quotient not", () => {
    const keys = (text: string) => read(text).map(({ key }) => key);
    expect(new Set(keys("try v = d * t unit no ; try v = t * d unit no")).size).toBe(1);
    expect(new Set(keys("try v = d / t unit no ; try v = t / d unit no")).size).toBe(2);
  });

  it.each([
    ["a wrong result", "try v = d / t unit yes 60 / 3 = 30", 1],
    ["a wrong value", "try v = d / t unit yes 60 / 2 = 30", 1],
    ["a sign that is not the form's", "try v = d / t unit yes 60 * 3 = 20", 2],
    ["values in another order", "try v = d / t unit yes 3 / 60 = 20", 2],
    ["a division by zero", "try v = d / t unit yes 60 / 0 = 0", 2],
    ["a value of a quantity that is not given", "try v = d / a unit yes 60 / 3 = 20", 1],
    ["nothing where nothing is computed", "try v = d / t unit yes 60 / 3", 0],
    ["nothing in a right calculation of a wrong form", "try v = d + t unit yes 60 + 3 = 63", 0],
  ])("counts %s", (_, text, errors) => {
    expect(read(text).map((attempt) => attempt.errors)).toEqual([errors]);
  });

  it.each([
    "try v = d / t",
    "v = d / t unit yes",
    "try x = d / t unit no",
    "try v = 60 / 3 unit yes",
    "try v = d , t unit no",
  ])("reads no attempt from %s", (text) => {
    expect(read(text)).toEqual([]);
  });

  it("never throws on spoilt or random words", () => {
    const words = fc.array(
      fc.constantFrom(
        "try",
        "v",
        "d",
        "t",
        "=",
        "*",
        "/",
        "+",
        "-",
        "unit",
        "yes",
        "no",
        "60",
        "3",
        "0",
        ";",
        "<eos>",
        "find",
      ),
    );
    fc.assert(
      fc.property(thoughts, fc.nat(), words, ({ p, thinking }, at, junk) => {
        const spoilt = thinking.toSpliced(at % thinking.length, 2, ...junk);
        const attempts = science(p).readAttempts(spoilt, { start: 0, end: spoilt.length });
        for (const [i, { start, end, verdict }] of attempts.entries()) {
          expect(start).toBeGreaterThanOrEqual(attempts[i - 1]?.end ?? 0);
          expect(end).toBeLessThanOrEqual(spoilt.length);
          if (verdict) expect(verdict.start >= start && verdict.end <= end).toBe(true);
        }
        expect(science(p).check(junk)).toBe(junk.length === 1 && junk[0] === science(p).solve()?.[0]);
        expect(parseScience(["science", ":", ...junk])).toSatisfy(
          (found: ScienceProblem | null) => found === null || science(found).solve() !== null,
        );
      }),
    );
  });
});
