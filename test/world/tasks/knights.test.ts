import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import type { KnightsProblem } from "../../../src/world/problem.ts";
import { knights, parseKnights, sampleKnights } from "../../../src/world/tasks/knights.ts";
import { VOCABULARY } from "../../../src/world/vocabulary.ts";
import { samplePersona, Writer } from "../../../src/world/writer.ts";

const split = (text: string) => (text === "" ? [] : text.split(" "));
/** If q were a knight, p would be a knave and r, too, but r would tell the truth. So q is a knave, p and r are knights. */
const PROMPT = "knights p says ~ q , q says ~ r , r says p | q";
const ALL = Array.from({ length: 8 }, (_, n) => [n >> 2, (n >> 1) & 1, n & 1]);
const sampled = fc.integer().map((seed) => sampleKnights(Rng.of(seed, "knights")));
const thoughts = fc.tuple(sampled, fc.integer(), fc.constantFrom(0.3, 0.75, 0.97)).map(([p, seed, persistence]) => {
  const rng = Rng.of(seed, "think");
  const persona = { ...samplePersona(rng), persistence };
  return { p, persona, ...knights(p).think(new Writer(rng, persona)) };
});
const problem = parseKnights(split(PROMPT)) as KnightsProblem;
const read = (text: string) => knights(problem).readAttempts(split(text), { start: 0, end: split(text).length });

describe("knights", () => {
  it("solves a puzzle whose solution is known: p a knight, q a knave, r a knight", () => {
    expect(knights(problem).solve()).toEqual(["1", "0", "1"]);
    expect(ALL.filter((values) => knights(problem).check(values.map(String)))).toEqual([[1, 0, 1]]);
  });

  it("reads a prompt in both languages, not in a mixture", () => {
    const chinese = PROMPT.replace("knights", "骑士").replaceAll("says", "说");
    expect(parseKnights(split(chinese))).toEqual({ ...problem, language: "zh" });
    expect(parseKnights(split(PROMPT.replace("knights", "骑士")))).toBeNull();
  });

  it.each([
    ["nothing", ""],
    ["no statements", "knights"],
    ["another task", "solve p , q , r"],
    ["two speakers", "knights p says q , q says p"],
    ["four speakers", `${PROMPT} , p says q`],
    ["another order of speakers", "knights q says ~ p , p says ~ r , r says p | q"],
    ["a paradox", "knights p says ~ p , q says p , r says p"],
    ["more than one solution", "knights p says q , q says p , r says p"],
    ["three literals", "knights p says p | q | r , q says p , r says p"],
    ["an empty statement", "knights p says , q says ~ r , r says p | q"],
    ["a question mark", `${PROMPT} ?`],
  ])("reads no problem from %s", (_, words) => {
    expect(parseKnights(split(words))).toBeNull();
  });

  it.each(["", "1 0 0", "1 0", "1 0 1 1", "p 1 q 0 r 1", "yes no yes", "1 0 x", "p r", "1 0 1 <eos>"])(
    "refuses %j",
    (answer) => {
      expect(knights(problem).check(split(answer))).toBe(false);
    },
  );

  it("samples statements with one solution, none of them the speaker's own literal, and reads back what it writes", () => {
    fc.assert(
      fc.property(sampled, fc.boolean(), fc.integer(), (p, chinese, seed) => {
        const asked: KnightsProblem = chinese ? { ...p, language: "zh" } : p;
        const task = knights(asked);
        expect(parseKnights(task.render())).toEqual(asked);
        expect(task.key()).toBe(knights(p).key());
        expect(task.render().every((word) => VOCABULARY.includes(word))).toBe(true);
        const truth = ALL.filter((values) =>
          p.statements.every((literals, speaker) => {
            const holds = literals.some(({ variable, negated }) => (values[variable] === 1) !== negated);
            return holds === (values[speaker] === 1);
          }),
        );
        expect(truth.map((values) => values.map(String))).toEqual([task.solve()]);
        expect(p.statements.some((literals, i) => literals.length === 1 && literals[0]?.variable === i)).toBe(false);
        expect(ALL.map((values) => values.join(" "))).toContain(task.guess(Rng.of(seed)).join(" "));
      }),
    );
  });

  it("samples no solution much more often than another, so that no answer is a good guess", () => {
    const rng = Rng.of(1, "balance");
    const counts = new Map<string, number>();
    for (let i = 0; i < 1400; i++) {
      const solution = knights(sampleKnights(rng)).solve()?.join(" ") ?? "none";
      counts.set(solution, (counts.get(solution) ?? 0) + 1);
    }
    expect(counts.size).toBe(7);
    expect(Math.max(...counts.values())).toBeLessThan(260);
  });

  it("thinks in attempts without errors, in the prompt's language; the answer is the last; only the sloppy judge wrongly", () => {
    fc.assert(
      fc.property(thoughts, ({ p, persona, thinking, answer }) => {
        const task = knights(p);
        const attempts = task.readAttempts(thinking, { start: 0, end: thinking.length });
        expect(attempts.length).toBeGreaterThan(0);
        expect(attempts.every(({ errors, verdict }) => errors === 0 && verdict !== undefined)).toBe(true);
        expect(new Set(attempts.map(({ key }) => key)).size).toBe(attempts.length);
        expect(attempts.at(-1)?.key).toBe(answer.join(" "));
        expect(attempts.at(-1)?.right).toBe(task.check(answer));
        if (persona.persistence > 0.5) expect(attempts.some(({ verdict }) => verdict?.wrong)).toBe(false);
        expect(thinking).not.toContain("说");
        expect(thinking.every((word) => VOCABULARY.includes(word))).toBe(true);
        expect(thinking.length).toBeLessThan(175);
      }),
    );
    const asked: KnightsProblem = { ...problem, language: "zh" };
    const { thinking } = knights(asked).think(
      new Writer(Rng.of(1), { direct: false, persistence: 0.97, language: "en" }),
    );
    expect(thinking).toContain("说");
    expect(thinking).not.toContain("says");
  });

  it("lets the sloppy stop after two speakers", () => {
    const stopped = fc.sample(thoughts, { numRuns: 400, seed: 1 }).filter(({ p, thinking, answer }) => {
      const [last] = knights(p).readAttempts(thinking, { start: 0, end: thinking.length }).slice(-1);
      return last?.verdict?.positive === true && !knights(p).check(answer);
    });
    expect(stopped.length).toBeGreaterThan(0);
    expect(stopped.every(({ persona }) => persona.persistence < 0.5)).toBe(true);
  });

  it("reads attempts, their errors and their verdicts", () => {
    const [first, second, ...more] = read(
      "try p 1 q 0 r 0 : p 1 says ~ q 1 yes q 0 says ~ r 1 no hmm 试 p 1 q 0 r 1 : p 1 说 ~ q 1 对 q 0 says ~ r 0 yes r 1 说 p 1 q 0 对",
    );
    expect(more).toEqual([]);
    expect(first).toMatchObject({ key: "1 0 0", right: false, errors: 0, verdict: { positive: false, wrong: false } });
    expect(second).toMatchObject({ key: "1 0 1", right: true, errors: 0, verdict: { positive: true, wrong: false } });
  });

  it.each([
    ["a speaker's value", "try p 1 q 0 r 1 : p 0 says ~ q 1 no", 1],
    ["a literal's value", "try p 1 q 0 r 1 : p 1 says ~ q 0 no", 1],
    ["a yes to a knight's lie", "try p 1 q 1 r 1 : p 1 says ~ q 0 yes", 1],
    ["a no to a knave's lie", "try p 0 q 1 r 1 : p 0 says ~ q 0 no", 1],
    ["nothing in a right line", "try p 0 q 1 r 1 : p 0 says ~ q 0 yes", 0],
    ["nothing after the opening", "try p 0 q 1 r 1 :", 0],
  ])("counts %s", (_, text, errors) => {
    expect(read(text).map((attempt) => attempt.errors)).toEqual([errors]);
  });

  it("never throws on spoilt or random words", () => {
    const words = fc.array(
      fc.constantFrom("try", "p", "q", "r", "0", "1", ":", "~", "says", "说", "yes", "不", ";", "<eos>", ","),
    );
    fc.assert(
      fc.property(thoughts, fc.nat(), words, ({ p, thinking }, at, junk) => {
        const spoilt = thinking.toSpliced(at % thinking.length, 2, ...junk);
        const attempts = knights(p).readAttempts(spoilt, { start: 0, end: spoilt.length });
        for (const [i, { start, end }] of attempts.entries()) {
          expect(start).toBeGreaterThanOrEqual(attempts[i - 1]?.end ?? 0);
          expect(end).toBeLessThanOrEqual(spoilt.length);
        }
        expect(parseKnights(["knights", "p", "says", ...junk])).toSatisfy(
          (found: KnightsProblem | null) => found === null || knights(found).solve() !== null,
        );
      }),
    );
  });
});
