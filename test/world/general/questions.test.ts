import { describe, expect, it } from "vitest";
import { isHeldOut } from "../../../src/trainer/heldOut.ts";
import { PREFERENCE_RULES } from "../../../src/world/general/rules.ts";
import { QUESTIONS } from "../../../src/world/general/questions.ts";
import { GENERAL_LEVELS } from "../../../src/world/levels.ts";
import type { GeneralProblem } from "../../../src/world/problem.ts";
import { general, parseGeneral } from "../../../src/world/tasks/general.ts";
import { VOCABULARY } from "../../../src/world/vocabulary.ts";

/** Every problem there is, in both languages. */
const problems = GENERAL_LEVELS.flatMap((level) =>
  QUESTIONS[level].subjects.flatMap((subject) =>
    (["en", "zh"] as const).flatMap((language) =>
      QUESTIONS[level].forms(subject)[language].map((_, form): GeneralProblem => {
        const problem: GeneralProblem = { task: "general", level, subject, form };
        return language === "en" ? problem : { ...problem, language };
      }),
    ),
  ),
);

const LEAST_HELD_OUT = 40;

describe("general prompts", () => {
  it("render and read back, every form of every subject in both languages, with words of the vocabulary", () => {
    const known = new Set(VOCABULARY);
    for (const problem of problems) {
      const words = general(problem).render();
      expect(words.filter((word) => !known.has(word))).toEqual([]);
      expect(parseGeneral(words)).toEqual(problem);
    }
  });

  it("are all different, three forms or more each, as many in Chinese as in English", () => {
    const texts = problems.map((problem) => general(problem).render().join(" "));
    expect(new Set(texts).size).toBe(texts.length);
    for (const level of GENERAL_LEVELS) {
      for (const subject of QUESTIONS[level].subjects) {
        const { en, zh } = QUESTIONS[level].forms(subject);
        expect(en.length).toBeGreaterThanOrEqual(3);
        expect(zh.length).toBe(en.length);
      }
    }
  });

  it("are enough to measure on: forty held-out ones a level or more, and more than that to train on", () => {
    for (const level of GENERAL_LEVELS) {
      const asked = problems.filter((problem) => problem.level === level && problem.language === undefined);
      const heldOut = asked.filter(isHeldOut).length;
      expect(heldOut, level).toBeGreaterThanOrEqual(LEAST_HELD_OUT);
      expect(asked.length - heldOut, level).toBeGreaterThan(heldOut);
    }
  });

  it("have at least five questions about the model itself, and every number 1…99 to translate", () => {
    expect(QUESTIONS.self.subjects.length).toBeGreaterThanOrEqual(5);
    expect(QUESTIONS.translation.subjects.filter((subject) => /^\d+$/.test(subject))).toHaveLength(99);
  });
});

describe("the preference rules", () => {
  it("are sentences with different names", () => {
    expect(new Set(PREFERENCE_RULES.map(({ id }) => id)).size).toBe(PREFERENCE_RULES.length);
    for (const { text } of PREFERENCE_RULES) expect(text).toMatch(/^[A-Z].*\.$/);
  });
});
