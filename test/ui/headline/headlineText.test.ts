import { describe, expect, it } from "vitest";
import type { Evaluation } from "../../../src/protocol/messages.ts";
import { DEFAULT_CONFIG } from "../../../src/rl/config.ts";
import { headlineDetails, headlineText, type HeadlineInput } from "../../../src/ui/headline/headlineText.ts";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

const evaluation = (step: number, pass: number, length: number, half = 0.05): Evaluation => ({
  step,
  samples: 16,
  seed: 999,
  levels: {},
  mean: { n: 36, "pass@1": pass, "pass@1_ci": [pass - half, pass + half], "cons@16": 0.84, mean_length: length },
});
const input = (more: Partial<HeadlineInput>): HeadlineInput => ({
  status: "playing",
  playQueued: false,
  step: 0,
  config: DEFAULT_CONFIG,
  evaluations: [],
  trainingAccuracy: null,
  ...more,
});
const base = evaluation(0, 0.166, 24);

describe("headlineText", () => {
  it("says what to press while nothing is known", () => {
    expect(headlineText(input({ status: "ready" }))).toMatch(/^Press Train/);
    expect(headlineText(input({}))).not.toMatch(/\d/);
  });

  it("gives the result from measured values", () => {
    expect(headlineText(input({ step: 74, evaluations: [base, evaluation(70, 0.704, 48)] }))).toBe(
      "It answers 70 of 100 unseen problems, up from 17, and it writes twice as much.",
    );
    expect(headlineText(input({ step: 74, evaluations: [base, evaluation(70, 0.704, 80)] }))).toContain(
      "3.3 times as much",
    );
    expect(headlineText(input({ step: 74, evaluations: [evaluation(70, 0.704, 80)] }))).toBe(
      "It answers 70 of 100 unseen problems.",
    );
  });

  it("says when it got worse, shorter, or when nothing is clear", () => {
    expect(plain(headlineText(input({ step: 40, evaluations: [base, evaluation(40, 0.05, 12)] })))).toBe(
      "It answers 5 of 100 unseen problems, down from 17, and it writes less, 50 % of the length.",
    );
    expect(headlineText(input({ step: 40, evaluations: [base, evaluation(40, 0.2, 25)] }))).toBe(
      "It answers 20 of 100 unseen problems, no clear change from 17, and it writes about as much.",
    );
  });

  it("falls back on training answers where held-out measuring is off", () => {
    expect(headlineText(input({ step: 5, trainingAccuracy: 0.312 }))).toBe(
      "Of its last training answers, 31 of 100 were right.",
    );
  });
});

describe("headlineDetails", () => {
  it("carries n, samples, seed and interval", () => {
    const details = plain(
      headlineDetails({
        evaluations: [base, evaluation(70, 0.704, 48)],
        config: { ...DEFAULT_CONFIG, seed: 3 },
        step: 74,
      }).join(" "),
    );
    expect(details).toBe(
      "Held-out pass@1 70 %, 95 % interval 65 to 75 %; vote of 16 84 %. n = 36 problems × 16 samples, seed 3 (held-out 999), step 70. Nothing in the reward pays for length.",
    );
  });

  it("says what this is before anything is measured, and that measuring is off once it trains", () => {
    expect(headlineDetails({ evaluations: [], config: DEFAULT_CONFIG, step: 0 }).join(" ")).toMatch(
      /^DeepSeek-R1-Zero/,
    );
    const off = { ...DEFAULT_CONFIG, evalEvery: 0 };
    expect(headlineDetails({ evaluations: [], config: off, step: 3 }).join(" ")).toContain("switched off");
    expect(headlineDetails({ evaluations: [], config: DEFAULT_CONFIG, step: 3 })).toEqual([]);
  });

  it("does not say that nothing pays for length where something does, or where it did not grow", () => {
    const grown = [base, evaluation(70, 0.7, 48)];
    expect(
      headlineDetails({ evaluations: grown, config: { ...DEFAULT_CONFIG, rewardReflection: 0.1 }, step: 74 }).join(" "),
    ).not.toContain("pays");
    expect(
      headlineDetails({ evaluations: [base, evaluation(70, 0.7, 24)], config: DEFAULT_CONFIG, step: 74 }).join(" "),
    ).not.toContain("pays");
  });
});
