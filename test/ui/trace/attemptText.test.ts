import { describe, expect, it } from "vitest";
import { attemptNotes, attemptSentence } from "../../../src/ui/trace/attemptText.ts";
import { judge } from "../../../src/world/judge.ts";

const PROBLEM = { task: "equation", a: 5, b: 9, c: 34 } as const;
const words = (
  "<think> try 7 : 5 * 7 = 36 + 9 = 45 low wait try 6 : 5 * 6 = 30 + 9 = 39 high again try 6 : 5 * 6 = 30 + 9 = 39 high " +
  "wait try 5 : 5 * 5 = 25 + 9 = 34 yes </think> <answer> 5 </answer> <eos>"
).split(" ");
const { trace } = judge(PROBLEM, words).behaviour;
const [slip, plain, repeated, right] = trace;

describe("attemptText", () => {
  it("says nothing in the margin of an attempt that is what it seems", () => {
    expect(attemptNotes(plain!, words)).toEqual([]);
    expect(attemptNotes(right!, words)).toEqual([]);
  });

  it("names slips of arithmetic, mistaken verdicts and repetitions", () => {
    expect(attemptNotes(slip!, words)).toEqual(["5 * 7 is 35, not 36", '"low" is mistaken: this attempt is wrong']);
    expect(attemptNotes(repeated!, words)).toEqual(["tried before"]);
  });

  it("puts the recomputed value into a sentence", () => {
    expect(attemptSentence(slip!, 0, words)).toBe(
      'Attempt 1: wrong. Recomputed: 5 * 7 is 35, not 36. Done right it comes to 44. The verdict "low" is mistaken.',
    );
    expect(attemptSentence(right!, 3, words)).toBe("Attempt 4: right. Recomputed: it comes to 34, as written.");
  });
});
