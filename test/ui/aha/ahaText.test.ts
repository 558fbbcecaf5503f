import { describe, expect, it } from "vitest";
import type { AhaEvent, Evaluation } from "../../../src/protocol/messages.ts";
import {
  ahaCallouts,
  ahaHeading,
  ahaLine,
  baseWordsText,
  ratesText,
  replayText,
  whyText,
} from "../../../src/ui/aha/ahaText.ts";
import { completionView } from "../../support/completionView.ts";

const PROBLEM = { task: "equation", a: 5, b: 9, c: 34 } as const;
const TEXT =
  "<think> try 6 : 5 * 6 = 30 + 9 = 39 high hmm try 5 : 5 * 5 = 25 + 9 = 34 yes </think> <answer> 5 </answer> <eos>";
const { tokens, text, behaviour } = completionView(PROBLEM, TEXT);
const event: AhaEvent = {
  id: "74.3",
  step: 74,
  problem: PROBLEM,
  prompt: "prompt",
  level: "equation",
  tokens,
  text,
  behaviour,
};
const words = TEXT.split(" ");

describe("ahaText", () => {
  it("counts in words", () => {
    expect(ahaHeading(1204, 3)).toBe("Aha moments · 1,204 so far, first at step 3");
    expect(ahaHeading(0, null)).toBe("Aha moments · none yet");
    expect(ahaLine(event)).toBe("Step 74 · Find x: 5 · x + 9 = 34 · right at attempt 2");
  });

  it("marks the wrong attempt, the turning word and the recovery where they stand", () => {
    expect(ahaCallouts(event).map(({ start, number, label }) => [words[start], number, label])).toEqual([
      ["try", 1, "wrong attempt"],
      ["hmm", 2, "turning word"],
      ["try", 3, "recovery"],
    ]);
    const { ahaAt: _, ...unmarked } = behaviour;
    expect(ahaCallouts({ behaviour: unmarked })).toEqual([]);
  });

  it("says why this one counts, with the recomputed value", () => {
    expect(whyText(event, words)).toBe(
      'Attempt one comes to 39, not 34. The model writes "hmm" and tries again: attempt two is right, and so is the final answer.',
    );
  });

  it("tells how the base model did", () => {
    const attempt = (correct: boolean) => ({ text, tokens, correct, behaviour });
    const attempts = [attempt(false), attempt(true), attempt(false), attempt(false)];
    expect(replayText({ id: "1", attempts, baseAccuracy: 0.25 }, 0)).toBe(
      "The base model got 1 of 4 right; here is its first try.",
    );
    expect(replayText({ id: "1", attempts, baseAccuracy: 0.5 }, 1)).toBe(
      "The base model is right in 50\u00a0% of its tries; here is its second try.",
    );
    expect(replayText({ id: "1", attempts: [], baseAccuracy: 0 }, 0)).toBe("The base model wrote nothing.");
  });

  it("gives the base model's share only when it was measured, with n and seed", () => {
    const base: Evaluation = {
      step: 0,
      samples: 16,
      seed: 1,
      levels: {},
      mean: { n: 36, "pass@1": 0.17, "pass@1_ci": [0.1, 0.2], reflection_rate: 0.213 },
    };
    expect(baseWordsText([base])).toBe(
      "The words exist in the base model's text: 21\u00a0% of its answers have one (step 0, 36 problems × 16 samples, seed 1). Training selects the habit that pays.",
    );
    expect(baseWordsText([{ ...base, step: 10 }])).toContain("has not been measured in this run");
  });

  it("is silent about rates that are not measured", () => {
    expect(ratesText(5, undefined, 0.1)).toBeNull();
    expect(ratesText(5, 0.2, 0.1)).toContain(
      "20\u00a0% of the answers hold an aha and 10\u00a0% a superficial reflection",
    );
  });
});
