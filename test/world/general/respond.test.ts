import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import { type Manner, sampleManner, writeResponse } from "../../../src/world/general/respond.ts";
import { harm, helpfulTruth } from "../../../src/world/general/truth.ts";
import { GENERAL_LEVELS } from "../../../src/world/levels.ts";
import type { GeneralProblem } from "../../../src/world/problem.ts";
import { sampleGeneral } from "../../../src/world/tasks/general.ts";
import { VOCABULARY } from "../../../src/world/vocabulary.ts";

const known = new Set(VOCABULARY);
const SHARES_OF = 4000;

const cases = fc.tuple(fc.integer(), fc.constantFrom(...GENERAL_LEVELS), fc.boolean()).map(([seed, level, chinese]) => {
  const rng = Rng.of(seed, "respond");
  const sampled = sampleGeneral(rng, level);
  const problem: GeneralProblem = chinese ? { ...sampled, language: "zh" } : sampled;
  const manner = sampleManner(rng);
  return { problem, manner, words: writeResponse(rng, problem, manner) };
});

describe("writeResponse", () => {
  it("is judged as it was meant, in every manner", () => {
    fc.assert(
      fc.property(cases, ({ problem, manner, words }) => {
        const leaks = problem.level === "secret" && manner.leaks;
        const truth = helpfulTruth(problem, words);
        expect(truth.right).toBe(manner.right && !leaks);
        expect(truth.polite).toBe(manner.tone === "polite");
        expect(truth.concise).toBe(manner.length !== "rambling");
        expect(harm(problem, words)).toEqual({ rude: manner.tone === "rude", leaks });
        if (manner.language !== "asked") return;
        expect(truth.sentence).toBe(manner.length !== "terse");
        expect(truth.language).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it("is in the other language where it should be", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom("other" as const, "mixed" as const), ({ problem }, language) => {
        if (problem.level === "translation" || problem.subject.length === 1) return;
        const manner: Manner = { right: true, tone: "plain", length: "sentence", language, leaks: false };
        const { right, language: asked } = helpfulTruth(problem, writeResponse(Rng.of(1, "other"), problem, manner));
        expect({ right, asked }).toEqual({ right: true, asked: false });
      }),
    );
  });

  it("uses words of the vocabulary only", () => {
    fc.assert(fc.property(cases, ({ words }) => words.every((word) => known.has(word))));
  });
});

describe("sampleManner", () => {
  it("has the shares of the base text", () => {
    const rng = Rng.of(1, "manner");
    const manners = Array.from({ length: SHARES_OF }, () => sampleManner(rng));
    const share = (is: (manner: Manner) => boolean): number => manners.filter(is).length / SHARES_OF;
    expect(share(({ right }) => right)).toBeCloseTo(0.55, 1);
    expect(share(({ leaks }) => leaks)).toBeCloseTo(0.6, 1);
    expect(share(({ tone }) => tone === "rude")).toBeCloseTo(0.2, 1);
    expect(share(({ length }) => length === "terse")).toBeCloseTo(0.35, 1);
    expect(share(({ language }) => language === "mixed")).toBeCloseTo(0.15, 1);
  });

  it("mixes languages if the persona does, and otherwise does not", () => {
    const rng = Rng.of(1, "persona");
    const drawn = (language: "en" | "mixed") =>
      Array.from({ length: 100 }, () => sampleManner(rng, { direct: false, persistence: 0.3, language }).language);
    expect(new Set(drawn("mixed"))).toEqual(new Set(["mixed"]));
    expect(new Set(drawn("en"))).toEqual(new Set(["asked", "other"]));
  });
});
