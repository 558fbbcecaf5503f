import { describe, expect, it } from "vitest";
import {
  groupAsText,
  groupHeading,
  groupSummary,
  noGradientText,
  problemText,
  rewardPartsText,
  rowLabel,
  verdictText,
} from "../../../src/ui/group/groupText.ts";
import { completionView, groupView } from "../../support/completionView.ts";

const PROBLEM = { task: "equation", a: 5, b: 9, c: 34 } as const;
const RIGHT = "<think> try 5 : 5 * 5 = 25 + 9 = 34 yes </think> <answer> 5 </answer> <eos>";
const WRONG = "<think> </think> <answer> 8 </answer> <eos>";
const right = completionView(PROBLEM, RIGHT, {
  reward: 1.1,
  rewardParts: { accuracy: 1, format: 0.1 },
  advantage: 0.41,
});
const wrong = completionView(PROBLEM, WRONG, {
  reward: 0.1,
  rewardParts: { accuracy: 0, format: 0.1 },
  advantage: -2.02,
});
const repeat = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

describe("groupText", () => {
  it("says which group it is, what the problem is and how it went", () => {
    const group = groupView(PROBLEM, [...repeat(12, right), ...repeat(4, wrong)]);
    expect(groupHeading(group)).toBe("Step 74, question 3 of 32 · its 16 answers, best first");
    expect(groupSummary(group)).toBe("12 of 16 right · mean reward 0.85, spread 0.45");
    expect(problemText(PROBLEM)).toBe("Find x: 5 · x + 9 = 34");
    expect(problemText({ task: "countdown", numbers: [7, 3, 5], target: 9 })).toBe("Make 9 from 7, 3 and 5");
  });

  it("says in words when there is no gradient, and why", () => {
    expect(noGradientText(groupView(PROBLEM, repeat(16, right)))).toBe(
      "All sixteen earned the same: no gradient. It has nothing left to learn from this question.",
    );
    expect(noGradientText(groupView(PROBLEM, repeat(8, wrong)))).toBe(
      "All eight earned the same: no gradient. It cannot learn from a question that it never gets right.",
    );
    const blind = [{ ...right, reward: 0.1 }, wrong];
    expect(noGradientText(groupView(PROBLEM, blind))).toBe(
      "All two earned the same: no gradient. The reward does not tell its answers apart.",
    );
    expect(noGradientText(groupView(PROBLEM, [right, wrong]))).toBeNull();
    expect(noGradientText({ completions: [] })).toBeNull();
  });

  it("decides by exact equality, not by a rounded spread", () => {
    expect(noGradientText(groupView(PROBLEM, [right, { ...right, reward: 1.1 + 1e-12 }]))).toBeNull();
  });

  it("spells out the parts of a reward", () => {
    expect(rewardPartsText({ accuracy: 1, format: 0.1 })).toBe("accuracy 1 + format 0.1");
    expect(rewardPartsText({ accuracy: 1, tag_count: 0.25, overlong: -0.5 })).toBe(
      "accuracy 1 + tag count 0.25 − overlong 0.5",
    );
    expect(rewardPartsText({ accuracy: 0, format: 0 })).toBe("nothing");
  });

  it("gives marks a name that a screen reader can say", () => {
    expect(verdictText(right)).toBe("right");
    expect(verdictText(wrong)).toBe("wrong");
    expect(verdictText(completionView(PROBLEM, "<think> try 5"))).toBe("wrong, cut off at the longest answer");
    expect(rowLabel({ view: right, indices: [0, 4] }, 1)).toBe(
      "Answer 1, right, reward 1.1, advantage +0.41, written 2 times",
    );
  });

  it("copies the whole group as text", () => {
    const text = groupAsText(groupView(PROBLEM, [wrong, right, wrong]));
    expect(text).toContain("[right] reward 1.1 = accuracy 1 + format 0.1, advantage +0.41\n" + RIGHT);
    expect(text).toContain("--- group mean 0.43 ---");
    expect(text).toContain("[wrong] ×2 reward 0.1 = format 0.1, advantage −2.02\n" + WRONG);
    expect(text.indexOf("[right]")).toBeLessThan(text.indexOf("---"));
  });
});
