import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCompletion } from "../../src/world/completion.ts";
import { judge } from "../../src/world/judge.ts";
import { parseProblem } from "../../src/world/tasks/index.ts";
import { VOCABULARY } from "../../src/world/vocabulary.ts";

const words = (text: string) => (text === "" ? [] : text.split(" "));
const problem = parseProblem("use 7 3 5 make 9");
const verdict = (text: string) => {
  const { correct, format, answer } = judge(problem, words(text));
  return { correct, format, answer };
};
const RIGHT = "7 + 5 - 3";

describe("a completion", () => {
  it.each([
    [`<think> 7 + 5 = 12 - 3 = 9 yes </think> <answer> ${RIGHT} </answer> <eos>`, true],
    [`<think> </think> <answer> ${RIGHT} </answer> <eos>`, true],
    ["<think> </think> <answer> </answer> <eos>", true],
    ["<think> </think> <answer> 7 + 3 </answer> <eos>", true],
    [`<think> </think> <answer> ${RIGHT} </answer>`, false],
    [`<think> </think> <answer> ${RIGHT} </answer> <eos> <eos>`, false],
    [`<think> </think> <answer> ${RIGHT} </answer> so <eos>`, false],
    [`so <think> </think> <answer> ${RIGHT} </answer> <eos>`, false],
    [`<think> </think> so <answer> ${RIGHT} </answer> <eos>`, false],
    [`<think> <think> </think> <answer> ${RIGHT} </answer> <eos>`, false],
    [`<think> <think> </think> </think> <answer> ${RIGHT} </answer> <eos>`, false],
    [`<think> </think> <answer> <answer> ${RIGHT} </answer> </answer> <eos>`, false],
    [`<think> <answer> ${RIGHT} </answer> </think> <eos>`, false],
    [`<answer> ${RIGHT} </answer> <think> </think> <eos>`, false],
    [`</think> <think> <answer> ${RIGHT} </answer> <eos>`, false],
    [`<think> </think> </answer> ${RIGHT} <answer> <eos>`, false],
    [`<think> <bos> </think> <answer> ${RIGHT} </answer> <eos>`, false],
    [`<think> <pad> </think> <answer> ${RIGHT} </answer> <eos>`, false],
    [`<think> <eos> </think> <answer> ${RIGHT} </answer> <eos>`, false],
    [`<think> </think> <answer> ${RIGHT} <pad> </answer> <eos>`, false],
    ["<eos>", false],
    ["", false],
  ])("%s has the format: %s", (text, format) => {
    expect(verdict(text).format).toBe(format);
  });

  it.each([
    `<think> 7 + 5 = 12 - 3 = 9 yes </think> <answer> ${RIGHT} </answer> <eos>`,
    `<answer> ${RIGHT} </answer> <eos>`,
    `<answer> ${RIGHT} </answer>`,
    `<think> 7 <answer> ${RIGHT} </answer> <eos>`,
  ])("%s is correct, whatever its format", (text) => {
    expect(verdict(text)).toMatchObject({ correct: true, answer: RIGHT });
  });

  it.each([
    ["no answer", `<think> </think> ${RIGHT} <eos>`, null],
    ["an empty answer", "<think> </think> <answer> </answer> <eos>", ""],
    ["an open answer", `<think> </think> <answer> ${RIGHT} <eos>`, null],
    ["an answer closed but never opened", `${RIGHT} </answer> <eos>`, null],
    ["two answers, the right one last", `<answer> 7 + 3 - 5 </answer> <answer> ${RIGHT} </answer> <eos>`, null],
    ["two answers, the right one first", `<answer> ${RIGHT} </answer> <answer> 7 + 3 - 5 </answer> <eos>`, null],
    ["the right answer twice", `<answer> ${RIGHT} </answer> <answer> ${RIGHT} </answer> <eos>`, null],
    ["an answer nested in an answer", `<answer> <answer> ${RIGHT} </answer> </answer> <eos>`, null],
    ["a tag opened twice", `<answer> 7 <answer> ${RIGHT} </answer> <eos>`, null],
    ["a tag closed twice", `<answer> ${RIGHT} </answer> </answer> <eos>`, null],
    ["thinking inside the answer", `<answer> <think> </think> ${RIGHT} </answer> <eos>`, `<think> </think> ${RIGHT}`],
    ["text after the answer", `<answer> ${RIGHT} </answer> yes <eos>`, RIGHT],
    ["text after the end", `<answer> ${RIGHT} </answer> <eos> 7`, RIGHT],
    ["two ends", `<answer> ${RIGHT} </answer> <eos> <eos>`, RIGHT],
    ["an answer inside the thinking", `<think> <answer> ${RIGHT} </answer> </think> <eos>`, RIGHT],
    ["an end inside the answer", `<answer> ${RIGHT} <eos> </answer>`, `${RIGHT} <eos>`],
    ["an end before the answer", `<eos> <answer> ${RIGHT} </answer> <eos>`, RIGHT],
    ["the problem's text as answer", "<answer> use 7 3 5 make 9 </answer> <eos>", "use 7 3 5 make 9"],
    ["the target as answer", "<answer> 9 </answer> <eos>", "9"],
  ])("is not correct with %s", (_, text, answer) => {
    expect(verdict(text)).toMatchObject({ correct: false, answer });
  });

  it.each([
    ["<think> 7 no </think> so <answer> 9 </answer>", "7 no"],
    ["7 no <answer> 9 </answer>", "7 no"],
    ["7 no </think> 8 <answer> 9 </answer>", "7 no"],
    ["<think> 7 no <answer> 9 </answer>", "7 no"],
    ["so <think> 7 no <eos>", "7 no"],
    ["7 no", "7 no"],
    ["<answer> 9 </answer> <think> 7 no </think>", ""],
    ["", ""],
  ])("%s thinks %j", (text, thinking) => {
    expect(parseCompletion(words(text)).thinking.join(" ")).toBe(thinking);
  });

  it("is truncated without an end", () => {
    expect(parseCompletion(words("<think> 7")).truncated).toBe(true);
    expect(parseCompletion(words("<think> 7 <eos>")).truncated).toBe(false);
  });

  it("has the format exactly if a regular expression says so", () => {
    const soup = fc.array(fc.constantFrom("<think>", "</think>", "<answer>", "</answer>", "<eos>", "7", "<pad>"), {
      maxLength: 9,
    });
    const tidy = fc
      .tuple(soup, soup)
      .map(([a, b]) => ["<think>", ...a.slice(0, 2), "</think>", "<answer>", ...b.slice(0, 2), "</answer>", "<eos>"]);
    fc.assert(
      fc.property(fc.oneof(soup, tidy), (tokens) => {
        const reference = /^<think>( [^<]\S*)* <\/think> <answer>( [^<]\S*)* <\/answer> <eos>$/.test(tokens.join(" "));
        expect(parseCompletion(tokens).format).toBe(reference);
      }),
      { numRuns: 2000 },
    );
  });

  it("never throws, whatever the words", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...VOCABULARY), fc.string())), (tokens) => {
        const { correct, answer } = judge(problem, tokens);
        expect(correct && answer === null).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
