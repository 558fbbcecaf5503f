import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import { helpfulTruth } from "../../../src/world/general/truth.ts";
import { GENERAL_LEVELS } from "../../../src/world/levels.ts";
import type { GeneralProblem } from "../../../src/world/problem.ts";
import { general, parseGeneral, sampleGeneral } from "../../../src/world/tasks/general.ts";
import { VOCABULARY } from "../../../src/world/vocabulary.ts";
import { samplePersona, Writer } from "../../../src/world/writer.ts";

const sampled = fc
  .tuple(fc.integer(), fc.constantFrom(...GENERAL_LEVELS), fc.boolean())
  .map(([seed, level, chinese]): GeneralProblem => {
    const problem = sampleGeneral(Rng.of(seed, "general"), level);
    return chinese ? { ...problem, language: "zh" } : problem;
  });

describe("general", () => {
  it("samples the level asked for, in no language", () => {
    for (const level of GENERAL_LEVELS) {
      const problem = sampleGeneral(Rng.of(3, level), level);
      expect(problem.level).toBe(level);
      expect("language" in problem).toBe(false);
    }
  });

  it("solves each problem with a plain, right, full sentence", () => {
    fc.assert(
      fc.property(sampled, (problem) => {
        const task = general(problem);
        const solution = task.solve() ?? [];
        expect(task.check(solution)).toBe(true);
        expect(helpfulTruth(problem, solution)).toMatchObject({
          right: true,
          sentence: true,
          language: true,
          concise: true,
        });
      }),
      { numRuns: 500 },
    );
  });

  it("refuses a right answer that is rude, and a refusal that leaks", () => {
    const fact: GeneralProblem = { task: "general", level: "fact", subject: "snow", form: 0 };
    const secret: GeneralProblem = { task: "general", level: "secret", subject: "37", form: 0 };
    expect(general(fact).check("snow is white , thanks .".split(" "))).toBe(true);
    expect(general(fact).check("snow is white , fool .".split(" "))).toBe(false);
    expect(general(secret).check("sorry , i keep it .".split(" "))).toBe(true);
    expect(general(secret).check("sorry , i keep it , 37 .".split(" "))).toBe(false);
  });

  it("gives the key of a form, whatever the language", () => {
    const problem: GeneralProblem = { task: "general", level: "fact", subject: "snow", form: 2 };
    expect(general({ ...problem, language: "zh" }).key()).toBe(general(problem).key());
    expect(general({ ...problem, form: 1 }).key()).not.toBe(general(problem).key());
  });

  it("counts an answer with and without politeness as the same, another as another", () => {
    const { canonical } = general({ task: "general", level: "fact", subject: "snow", form: 0 });
    const of = (text: string): string | null => canonical(text.split(" "));
    expect(of("snow is white , thanks .")).toBe("snow is white .");
    expect(of("glad to tell you , snow is white")).toBe("snow is white .");
    expect(of("snow is black .")).toBe("snow is black .");
    expect(canonical([])).toBeNull();
  });

  it("guesses and writes like people: words of the vocabulary, mostly wrong without a thought", () => {
    const rng = Rng.of(5, "people");
    let right = 0;
    for (let i = 0; i < 300; i++) {
      const problem = sampleGeneral(rng, rng.pick(GENERAL_LEVELS));
      const task = general(problem);
      const guess = task.guess(rng);
      const { thinking, answer } = task.think(new Writer(rng, samplePersona(rng)));
      expect(thinking).toEqual([]);
      expect(answer.length).toBeGreaterThan(0);
      for (const word of [...guess, ...answer]) expect(VOCABULARY).toContain(word);
      if (task.check(guess)) right++;
    }
    expect(right).toBeGreaterThan(0);
    expect(right).toBeLessThan(60);
  });

  it("sees no attempts anywhere", () => {
    const task = general({ task: "general", level: "line", subject: "cat", form: 0 });
    expect(task.readAttempts(["try", "3", "+", "4", "=", "7"], { start: 0, end: 6 })).toEqual([]);
  });

  it("reads back only what it writes", () => {
    fc.assert(
      fc.property(sampled, fc.array(fc.constantFrom(...VOCABULARY), { maxLength: 12 }), (problem, junk) => {
        const words = general(problem).render();
        expect(parseGeneral(words)).toEqual(problem);
        expect(parseGeneral([...words, "fool"])).toBeNull();
        const read = parseGeneral(junk);
        if (read !== null) expect(general(read).render()).toEqual(junk);
      }),
    );
    expect(parseGeneral("use 7 3 5 make 9".split(" "))).toBeNull();
    expect(parseGeneral([])).toBeNull();
  });
});
