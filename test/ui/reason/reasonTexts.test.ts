import { describe, expect, it } from "vitest";
import type { ReasonTrace } from "../../../src/store/reasonState.ts";
import { comparisonText } from "../../../src/ui/reason/comparisonText.ts";
import { editText } from "../../../src/ui/reason/originText.ts";
import { probabilityText, samplingText } from "../../../src/ui/reason/probabilityText.ts";
import { readingText } from "../../../src/ui/reason/readingText.ts";
import { traceMarks } from "../../../src/ui/reason/traceMarks.ts";
import { typedWords } from "../../../src/ui/reason/typedWords.ts";
import { unreadableText } from "../../../src/ui/reason/unreadableText.ts";
import { traceVerdict } from "../../../src/ui/reason/verdictText.ts";
import { voteText } from "../../../src/ui/reason/voteText.ts";
import { tallyVote } from "../../../src/store/reasonVote.ts";
import { judge } from "../../../src/world/judge.ts";
import { parseProblem } from "../../../src/world/tasks/index.ts";
import { readProblem } from "../../../src/world/readProblem.ts";
import { decodeWords, encode, SMALL_VOCABULARY_SIZE, VOCABULARY } from "../../../src/world/vocabulary.ts";

const problem = parseProblem("use 7 3 5 make 9");

function trace(text: string, more: Partial<ReasonTrace> = {}): ReasonTrace {
  const tokens = Array.from(encode(text), (token) => ({ token, probability: 1, out: false, best: [] }));
  const sampling = { temperature: 1, topP: 1, budget: 20, seed: 1 };
  return { id: 1, origin: { kind: "asked" }, problem, sampling, tokens, given: 0, status: "end", ...more };
}

function verdictOf(text: string, more: Partial<ReasonTrace> = {}): string {
  const answer = trace(text, more);
  const words = decodeWords(answer.tokens.map(({ token }) => token));
  const { text: said, detail } = traceVerdict(answer, judge(answer.problem, words));
  return detail ? `${said}: ${detail}` : said;
}

describe("the verdict", () => {
  it.each([
    ["<think> </think> <answer> 7 + 5 - 3 </answer> <eos>", "right"],
    ["<answer> 7 + 5 - 3 </answer> <eos>", "right: but its tags are not in order"],
    ["<think> </think> <answer> 7 + 3 - 5 </answer> <eos>", /^wrong: 7 \+ 3 - 5 does not solve it; .* does$/],
    ["<think> 7 + 3 <eos>", "no answer in the asked form"],
  ])("of %s", (text, said) => {
    expect(verdictOf(text)).toMatch(said);
  });

  it("of what has not come to its end", () => {
    expect(verdictOf("<think> 7 +", { status: "budget" })).toBe("cut off at the budget of 20 tokens");
    expect(verdictOf("<think> 7 +", { status: "stopped" })).toBe("stopped");
    expect(verdictOf("<think> 7 +", { status: "thinking" })).toBe("thinking");
    expect(verdictOf("", { status: "thinking" })).toBe("waiting for the first token");
  });
});

describe("sentences", () => {
  it("say what was read", () => {
    const said = (text: string): string => readingText(text, readProblem(text));
    expect(said("use 7 3 5 make 9")).toBe("Countdown, 3 numbers.");
    expect(said("3x+4=19")).toBe("Equation. The model reads: find x : 3 * x + 4 = 19");
    expect(said("use 1 1 1 make 50")).toMatch(/^There is no right answer to this\./);
    expect(said("use 1 2 3 4 5 make 15")).toMatch(/^A kind that no model was trained on/);
    expect(said("banana")).toMatch(/do not know “banana”/);
  });

  it("name the words that a small model lacks", () => {
    const chinese = parseProblem("用 7 3 5 成 9");
    expect(unreadableText("Base", problem, SMALL_VOCABULARY_SIZE)).toBeNull();
    expect(unreadableText("Base", chinese, VOCABULARY.length)).toBeNull();
    expect(unreadableText("Base", chinese, SMALL_VOCABULARY_SIZE)).toMatch(/192 words .*“用户”, “用”, “成”/);
  });

  it("tell how far two answers agree", () => {
    const a = trace("<think> 7 + 5");
    expect(comparisonText(a, trace("<think> 7 + 5"))).toBe("The same text, word for word.");
    expect(comparisonText(a, trace("<think> 7 - 5"))).toBe("The first 2 tokens are the same; then they part.");
    expect(comparisonText(a, trace("7"))).toBe("They differ from the first token on.");
    expect(comparisonText(a, trace("<think>"))).toBe("The first token is the same; then they part.");
    expect(comparisonText(a, undefined)).toBe("");
    expect(comparisonText(a, trace("7", { status: "thinking" }))).toBe("");
  });

  it("say who won a vote", () => {
    const vote = (...answers: string[]): string =>
      voteText(
        tallyVote(
          problem,
          answers.map((answer) => Array.from(encode(`<answer> ${answer} </answer> <eos>`))),
        ),
      );
    expect(vote("7 + 5 - 3", "5 + 7 - 3", "7")).toBe(
      "The majority says 5 + 7 - 3 (2 of 3): right. A single sample is right in 67\u00a0%.",
    );
    expect(vote("7", "3")).toMatch(/^2 answers lead with 1 of 2 votes each\./);
    expect(vote("")).toMatch(/^No sample gives an answer/);
    expect(voteText([])).toBe("");
  });

  it("say what was changed", () => {
    expect(editText({ kind: "insert", at: 2, words: ["wait"], was: "3" })).toBe("“wait” inserted at token 3");
    expect(editText({ kind: "replace", at: 2, words: ["5"], was: "3" })).toBe("“5” instead of “3” at token 3");
    expect(editText({ kind: "cut", at: 2, words: [], was: "3" })).toBe("cut at token 3");
  });
});

describe("typedWords", () => {
  it("takes words and tags of the model and names the others", () => {
    expect(typedWords("Wait, 等等", VOCABULARY.length)).toEqual({ words: ["wait", ",", "等等"] });
    expect(typedWords("</think> <answer>", SMALL_VOCABULARY_SIZE)).toEqual({ words: ["</think>", "<answer>"] });
    expect(typedWords("snow", SMALL_VOCABULARY_SIZE)).toEqual({ problem: "This model does not know “snow”." });
    expect(typedWords(" ", 192)).toHaveProperty("problem");
    expect(typedWords("7 ".repeat(30), 192)).toHaveProperty("problem");
  });
});

describe("traceMarks", () => {
  it("marks what was put there, and in the original what was left behind", () => {
    const edit = { kind: "insert", at: 1, words: ["wait", ","], was: "7" } as const;
    expect(traceMarks(4, edit)).toEqual(["", "put", "put", ""]);
    expect(traceMarks(3, undefined, 1)).toEqual(["", "left", "left"]);
    expect(traceMarks(3)).toBeNull();
  });
});

describe("probabilities", () => {
  it("are given to three digits, with what could not be drawn", () => {
    const text = (probability: number, out = false): string => probabilityText({ token: 1, probability, out });
    expect([text(0.1234), text(0.99996), text(0.0004), text(0.05, true)]).toEqual([
      "0.123",
      "above 0.999",
      "below 0.001",
      "0.050, left out",
    ]);
  });

  it("say at which temperature", () => {
    const text = (temperature: number, topP: number): string => samplingText({ temperature, topP, budget: 9, seed: 1 });
    expect(text(0.7, 1)).toBe("at temperature 0.70");
    expect(text(0.7, 0.9)).toBe("at temperature 0.70, before top-p 0.90");
    expect(text(0, 0.9)).toMatch(/^at temperature 1; only the first can be drawn at 0$/);
  });
});
