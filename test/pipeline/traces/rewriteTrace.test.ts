import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import { candidate, type Candidate, summarisedResponse } from "../../../src/pipeline/traces/candidate.ts";
import { chaotic, format, mixedLanguage, unverified, wrong } from "../../../src/pipeline/traces/filters.ts";
import { rewriteTrace } from "../../../src/pipeline/traces/rewriteTrace.ts";
import { sampleDocument } from "../../../src/world/corpus.ts";
import { judge } from "../../../src/world/judge.ts";
import { languageOf, type Problem, type ReasoningLevel } from "../../../src/world/problem.ts";
import { parseProblem, REASONING_LEVELS } from "../../../src/world/tasks/index.ts";
import { VOCABULARY } from "../../../src/world/vocabulary.ts";
import type { Persona } from "../../../src/world/writer.ts";

const PERSONAS: readonly Persona[] = [0.3, 0.75, 0.97].flatMap((persistence) =>
  (["en", "zh", "mixed"] as const).map((language) => ({ direct: false, persistence, language })),
);
const CLEAN = [wrong, format, unverified, mixedLanguage, chaotic];

interface Written {
  problem: Problem;
  words: string[];
}

/** What every kind of persona writes about a level, in prompts of both languages. */
function written(level: ReasoningLevel, each: number): Written[] {
  return [...PERSONAS, { direct: true, persistence: 0.3, language: "en" } as const].flatMap((persona, kind) =>
    Array.from({ length: each }, (_, i) => {
      const rng = Rng.of(i, "rewriting", level, kind);
      const { problem, response } = sampleDocument(rng, { world: "four-domains", level, persona });
      return { problem, words: response.split(" ") };
    }),
  );
}

/** The rewritten response with the judged answer; null where nothing was to be told. */
function rewritten({ problem, words }: Written): Candidate | null {
  const judged = judge(problem, words);
  const thinking = rewriteTrace(problem, words, judged);
  if (thinking === null) return null;
  const answer = judged.answer?.split(" ") ?? [];
  return candidate(problem, "rewritten", summarisedResponse(problem, thinking, answer), words);
}

describe("a rewritten trace", () => {
  it.each(REASONING_LEVELS)("of level %s passes every filter for clean ones", (level) => {
    const found = written(level, 24).flatMap((one) => rewritten(one) ?? []);
    for (const one of found) {
      const why = CLEAN.map(({ reject }) => reject(one)).filter((reason) => reason !== null);
      expect(why, `${one.prompt} ${one.before?.join(" ")} -> ${one.words.join(" ")}`).toEqual([]);
    }
    expect(new Set(found.map(({ problem }) => languageOf(problem)))).toEqual(new Set(["en", "zh"]));
    // Most of what is right can be told cleanly, and some of it was not clean before.
    expect(found.length).toBeGreaterThan(30);
    const before = found.map((one) => candidate(one.problem, "sampled", one.before ?? []));
    expect(before.some((one) => [unverified, mixedLanguage, chaotic].some(({ reject }) => reject(one)))).toBe(true);
  });

  it("is none of a wrong answer", () => {
    const wrongOnes = REASONING_LEVELS.flatMap((level) => written(level, 6)).filter(
      ({ problem, words }) => !judge(problem, words).correct,
    );
    expect(wrongOnes.length).toBeGreaterThan(50);
    for (const { problem, words } of wrongOnes) {
      expect(rewriteTrace(problem, words, judge(problem, words))).toBeNull();
    }
  });

  it("is none where the right answer comes without a right attempt", () => {
    const problem = parseProblem("use 7 3 5 make 9");
    const words = "<think> try 7 + 3 + 5 = 15 no </think> <answer> 7 + 5 - 3 </answer> <eos>".split(" ");
    expect(judge(problem, words).correct).toBe(true);
    expect(rewriteTrace(problem, words, judge(problem, words))).toBeNull();
  });

  const told = (prompt: string, thinking: string): string | undefined => {
    const problem = parseProblem(prompt);
    const words = `<think> ${thinking} </think> <answer> 7 + 5 - 3 </answer> <eos>`.split(" ");
    return rewriteTrace(problem, words, judge(problem, words))?.join(" ");
  };

  it.each([
    [
      "a repeated attempt",
      "7 + 3 - 5 = 5 no ; 7 + 3 - 5 = 5 no wait 7 + 5 - 3 = 9 yes",
      "7 + 3 - 5 = 5 no wait 7 + 5 - 3 = 9 yes",
    ],
    ["a miscalculated one", "7 + 3 - 5 = 6 no wait 7 + 5 - 3 = 9 yes", "7 + 5 - 3 = 9 yes"],
    ["one without a verdict", "7 + 3 - 5 = 5 ; 7 + 5 - 3 = 9 yes", "7 + 5 - 3 = 9 yes"],
    ["one called right that is wrong", "7 + 3 - 5 = 5 yes ; 7 + 5 - 3 = 9 yes", "7 + 5 - 3 = 9 yes"],
    ["what follows the right one", "7 + 5 - 3 = 9 yes wait 7 + 3 - 5 = 5 no", "7 + 5 - 3 = 9 yes"],
    ["a missing verdict on the right one", "7 + 5 - 3 = 9", "7 + 5 - 3 = 9 yes"],
    ["a wrong verdict on the right one", "7 + 5 - 3 = 9 no", "7 + 5 - 3 = 9 yes"],
    ["the other language", "7 + 3 - 5 = 5 不 等等 7 + 5 - 3 = 9 对", "7 + 3 - 5 = 5 no wait 7 + 5 - 3 = 9 yes"],
  ])("mends %s", (_, thinking, expected) => {
    expect(told("use 7 3 5 make 9", thinking)).toBe(expected);
  });

  it("is in Chinese for a Chinese prompt", () => {
    expect(told("用 7 3 5 成 9", "7 + 3 - 5 = 5 no wait 7 + 5 - 3 = 9 对")).toBe(
      "7 + 3 - 5 = 5 不 等等 7 + 5 - 3 = 9 对",
    );
  });

  it("throws on no corrupted words, and keeps to the vocabulary", () => {
    const known = new Set(VOCABULARY);
    let told = 0;
    for (const [i, { problem, words }] of REASONING_LEVELS.flatMap((level) => written(level, 12)).entries()) {
      const rng = Rng.of(i, "corrupt");
      const damaged = words.flatMap((word) => {
        const luck = rng.float();
        if (luck < 0.04) return [];
        if (luck < 0.08) return [rng.pick(VOCABULARY)];
        return luck < 0.12 ? [word, rng.pick(words)] : [word];
      });
      // As if the answer were right, whatever stands there: the hardest case.
      const judged = { ...judge(problem, damaged), correct: true };
      const thinking = rewriteTrace(problem, damaged, judged);
      if (thinking === null) continue;
      told++;
      expect(thinking.every((word) => known.has(word))).toBe(true);
    }
    expect(told).toBeGreaterThan(100);
  });
});
