import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import { candidate, type Candidate, exampleOf, summarisedResponse } from "../../../src/pipeline/traces/candidate.ts";
import {
  atMost,
  chaotic,
  duplicate,
  type Filter,
  format,
  mixedLanguage,
  overlong,
  perLevel,
  perPrompt,
  unverified,
  wrong,
} from "../../../src/pipeline/traces/filters.ts";
import { languageOf } from "../../../src/world/problem.ts";
import { parseProblem, sampleProblem, taskOf } from "../../../src/world/tasks/index.ts";

const EN = "use 7 3 5 make 9";
const ZH = "用 7 3 5 成 9";
const made = (prompt: string, response: string): Candidate =>
  candidate(parseProblem(prompt), "sampled", response.split(" "));
const tagged = (prompt: string, thinking: string, answer = "7 + 5 - 3"): Candidate =>
  made(prompt, `<think> ${thinking} </think> <answer> ${answer} </answer> <eos>`);
const summary = (text: string) => `|special_token| |special_token| ${text} <eos>`;

const CLEAN_EN = tagged(EN, "7 + 3 - 5 = 5 no wait 7 + 5 - 3 = 9 yes");
const CLEAN_ZH = tagged(ZH, "7 + 3 - 5 = 5 不 等等 7 + 5 - 3 = 9 对");

/** A filter, one that it takes, and why. */
const TAKEN: readonly (readonly [Filter, Candidate, string])[] = [
  [wrong, tagged(EN, "7 + 3 - 5 = 5 yes", "7 + 3 - 5"), "answer 7 + 3 - 5"],
  [wrong, tagged(ZH, "7 + 3 - 5 = 5 对", "7 + 3 - 5"), "answer 7 + 3 - 5"],
  [wrong, made(EN, "<think> 7 + 5 - 3 = 9 yes </think>"), "no answer"],
  [format, made(EN, "7 + 5 - 3 = 9 yes <answer> 7 + 5 - 3 </answer> <eos>"), "tags are missing"],
  [format, made(ZH, "<think> 7 + 5 - 3 = 9 对 wait"), "cut off at the longest length"],
  [unverified, tagged(EN, "so"), "no attempt in the thinking"],
  [unverified, tagged(EN, "7 + 5 - 3 = 8 no ; 7 + 5 - 3 = 9 yes"), "1 wrong steps"],
  [unverified, tagged(EN, "7 + 3 - 5 = 5 yes ; 7 + 5 - 3 = 9 yes"), "1 wrong verdicts"],
  [unverified, tagged(ZH, "7 + 3 - 5 = 5 不"), "the last attempt is not right"],
  [unverified, tagged(ZH, "7 + 5 - 3 = 9"), "the last attempt is not checked"],
  [mixedLanguage, tagged(EN, "7 + 5 - 3 = 9 对"), "1 words: 对"],
  [mixedLanguage, tagged(ZH, "7 + 3 - 5 = 5 no wait 7 + 5 - 3 = 9 yes"), "3 words: no wait yes"],
  [
    mixedLanguage,
    made(ZH, "|special_token| 7 + 5 - 3 = 9 对 |special_token| the answer is 7 + 5 - 3 . <eos>"),
    "3 words: the answer is",
  ],
  [overlong(20), tagged(EN, "7 + 3 - 5 = 5 no wait 7 + 5 - 3 = 9 yes"), "27 tokens"],
  [chaotic, tagged(EN, "7 + 3 - 5 = 5 no ; 7 + 3 - 5 = 5 no ; 7 + 5 - 3 = 9 yes"), "1 attempts made before"],
  [chaotic, tagged(ZH, "7 + 5 - 3 = 9 对 等等"), "1 second thoughts that lead nowhere"],
  [chaotic, made("what colour is snow", summary("snow is white . snow is white .")), "2 sentences"],
  [chaotic, made("雪 是 什么 颜色", summary("雪 是 白 。 雪 是 白 。")), "2 sentences"],
];

describe("filters", () => {
  it.each([wrong, format, unverified, mixedLanguage, overlong(27), chaotic, duplicate(), perPrompt(1), perLevel(2)])(
    "$name lets a clean trace of either language through",
    (filter) => {
      expect(filter.reject(CLEAN_EN)).toBeNull();
      expect(filter.reject(CLEAN_ZH)).toBeNull();
    },
  );

  it.each(TAKEN.map(([filter, one, why]) => ({ name: filter.name, why, filter, one })))(
    "$name takes: $why",
    ({ filter, one, why }) => {
      expect(filter.reject(one)).toBe(why);
    },
  );

  it("mixed-language lets the words to be translated stand", () => {
    const problem = sampleProblem(Rng.of(1, "translation"), "translation");
    const words = ["|special_token|", "|special_token|", ...(taskOf(problem).solve() ?? []), "<eos>"];
    const one = candidate(problem, "general", words);
    expect(one.judged.correct).toBe(true);
    expect(mixedLanguage.reject(one)).toBeNull();
  });

  it("duplicate takes the same response to the same prompt only", () => {
    const filter = duplicate();
    expect([CLEAN_EN, CLEAN_ZH, CLEAN_EN, tagged(EN, "7 + 5 - 3 = 9 yes"), CLEAN_ZH].map(filter.reject)).toEqual([
      null,
      null,
      "came before",
      null,
      "came before",
    ]);
    expect(duplicate().reject(CLEAN_EN)).toBeNull();
  });

  it("surplus counts prompts, or levels, each on its own", () => {
    const others = [CLEAN_EN, CLEAN_ZH, CLEAN_EN, CLEAN_EN];
    expect(others.map(perPrompt(2).reject)).toEqual([null, null, null, "response 3 to this prompt"]);
    expect(others.map(perLevel(2).reject)).toEqual([
      null,
      null,
      "example 3 of countdown-3",
      "example 4 of countdown-3",
    ]);
    expect(others.map(atMost(3, "More than 3.").reject)).toEqual([null, null, null, "example 4"]);
    const equation = made("find x : 3 * x + 4 = 19", "<eos>");
    expect([...others, equation].map(perLevel(2).reject).at(-1)).toBeNull();
  });
});

describe("a candidate", () => {
  it("is judged, and becomes an example with what it was made from", () => {
    const { problem } = CLEAN_ZH;
    const words = summarisedResponse(problem, ["7", "+", "5", "-", "3", "=", "9", "对"], ["7", "+", "5", "-", "3"]);
    const one = candidate(problem, "rewritten", words, CLEAN_ZH.words);
    expect(languageOf(problem)).toBe("zh");
    expect(one).toMatchObject({ level: "countdown-3", judged: { correct: true, format: true } });
    expect(exampleOf(one, "because")).toEqual({
      level: "countdown-3",
      source: "rewritten",
      prompt: "<bos> 用户 : 用 7 3 5 成 9 ? 助手 :",
      response: "|special_token| 7 + 5 - 3 = 9 对 |special_token| 答案 是 7 + 5 - 3 。 <eos>",
      before: CLEAN_ZH.words.join(" "),
      why: "because",
    });
    expect(Object.keys(exampleOf(CLEAN_EN))).toEqual(["level", "source", "prompt", "response"]);
  });
});
