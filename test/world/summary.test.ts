import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../src/lib/rng.ts";
import { judge } from "../../src/world/judge.ts";
import { answerOfSummary, writeSummary } from "../../src/world/summary.ts";
import { parseProblem, REASONING_LEVELS, sampleProblem, taskOf } from "../../src/world/tasks/index.ts";
import { VOCABULARY } from "../../src/world/vocabulary.ts";

const countdown = parseProblem("use 7 3 5 make 9");
const judged = (text: string, problem = countdown) => judge(problem, text.split(" "));

describe("summaries", () => {
  it("state an answer that is read back and checked, on every level and in both languages", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(...REASONING_LEVELS),
        fc.constantFrom("en" as const, "zh" as const),
        (seed, level, language) => {
          const problem = sampleProblem(Rng.of(seed), level, language);
          const answer = taskOf(problem).solve() ?? [];
          const summary = writeSummary(problem, answer);
          expect(answerOfSummary(summary)).toEqual(answer);
          const found = judge(problem, ["|special_token|", "try", "|special_token|", ...summary, "<eos>"]);
          expect(found).toMatchObject({ correct: true, format: true, summary: summary.join(" "), truncated: false });
        },
      ),
    );
  });

  it.each([
    ["no sentence", "|special_token| so |special_token| 7 + 5 - 3 <eos>", false],
    ["two sentences", "|special_token| so |special_token| the answer is 7 + 5 - 3 . the answer is 9 . <eos>", false],
    ["no stop", "|special_token| so |special_token| the answer is 7 + 5 - 3 <eos>", false],
    ["a sentence in the other language", "|special_token| so |special_token| 答案 是 7 + 5 - 3 。 <eos>", true],
    ["one summary token", "|special_token| the answer is 7 + 5 - 3 . <eos>", false],
    [
      "three summary tokens",
      "|special_token| so |special_token| the answer is 7 + 5 - 3 . |special_token| <eos>",
      false,
    ],
    ["a tag of the other format", "|special_token| <think> |special_token| the answer is 7 + 5 - 3 . <eos>", false],
    ["no end", "|special_token| so |special_token| the answer is 7 + 5 - 3 .", false],
    ["words after the end", "|special_token| so |special_token| the answer is 7 + 5 - 3 . <eos> so", false],
    ["an answer in the thinking only", "|special_token| the answer is 7 + 5 - 3 . |special_token| <eos>", false],
  ])("count %s as %s", (_, text, correct) => {
    expect(judged(text).correct).toBe(correct);
  });

  it("have a format of their own: nothing before the first token, an end, a summary that is not empty", () => {
    const format = (text: string) => judged(text).format;
    expect(format("|special_token| |special_token| 9 . <eos>")).toBe(true);
    expect(format("so |special_token| |special_token| 9 . <eos>")).toBe(false);
    expect(format("|special_token| |special_token| <eos>")).toBe(false);
    expect(format("|special_token| |special_token| 9 .")).toBe(false);
  });

  it("are the whole answer to a general prompt, which may also be plain text", () => {
    const colour = parseProblem("what colour is snow");
    expect(judged("|special_token| |special_token| snow is white . <eos>", colour)).toMatchObject({
      correct: true,
      format: true,
      answer: "snow is white .",
    });
    expect(judged("snow is white . <eos>", colour)).toMatchObject({ correct: true, format: false });
    expect(judged("snow is white .", colour).correct).toBe(false);
    expect(judged("snow is black . <eos>", colour).correct).toBe(false);
  });

  it("never throw, whatever the words", () => {
    const word = fc.oneof(
      fc.constantFrom("|special_token|", "<eos>", "the", "answer", "is", ".", "7"),
      fc.constantFrom(...VOCABULARY),
    );
    fc.assert(fc.property(fc.array(word, { maxLength: 40 }), (words) => void judge(countdown, words)));
  });
});
