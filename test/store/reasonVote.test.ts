import { describe, expect, it } from "vitest";
import { editedPrefix } from "../../src/store/reasonEdit.ts";
import { tallyVote } from "../../src/store/reasonVote.ts";
import { decode, encode } from "../../src/world/vocabulary.ts";

const problem = { task: "countdown", numbers: [7, 3, 5], target: 9 } as const;
const answered = (answer: string): number[] =>
  Array.from(encode(`<think> </think> <answer> ${answer} </answer> <eos>`));
const asked = { ...problem, numbers: [...problem.numbers] };

describe("tallyVote", () => {
  it("counts rewritings of an answer as one, right ones marked, most votes first", () => {
    const bars = tallyVote(asked, ["7 + 3 - 5", "7 + 5 - 3", "5 + 7 - 3", "5 - 3 + 7"].map(answered));
    expect(
      bars.map(({ answer, right, completions }) => [answer, right, completions.map(({ number }) => number)]),
    ).toEqual([
      ["5 + 7 - 3", true, [2, 3, 4]],
      ["3 + 7 - 5", false, [1]],
    ]);
  });

  it("puts those without an answer last, however many", () => {
    const silent = Array.from(encode("<think> 7 + 3"));
    const bars = tallyVote(asked, [silent, silent, answered("7 + 5 - 3")]);
    expect(bars.map(({ answer, completions }) => [answer, completions.length])).toEqual([
      ["5 + 7 - 3", 1],
      [null, 2],
    ]);
    expect(tallyVote(asked, [])).toEqual([]);
  });
});

describe("editedPrefix", () => {
  const tokens = Array.from(encode("7 + 3 = 10 no"));

  it.each([
    [{ kind: "insert", at: 2, words: ["wait"], was: "3" }, "7 + wait"],
    [{ kind: "replace", at: 5, words: ["yes"], was: "no" }, "7 + 3 = 10 yes"],
    [{ kind: "cut", at: 4, words: [], was: "10" }, "7 + 3 ="],
    [{ kind: "insert", at: 0, words: ["等等", ","], was: "7" }, "等等 ,"],
  ] as const)("%j", (edit, expected) => {
    expect(decode(editedPrefix(tokens, edit))).toBe(expected);
  });

  it("refuses a word that is not in the vocabulary", () => {
    expect(() => editedPrefix(tokens, { kind: "insert", at: 0, words: ["banana"], was: "7" })).toThrow(/banana/);
  });
});
