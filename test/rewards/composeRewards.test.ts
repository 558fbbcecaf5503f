import { describe, expect, it } from "vitest";
import { composeRewards, rewardWeights, scoreCompletion, type ScoredCompletion } from "../../src/rewards/index.ts";
import { judge } from "../../src/world/judge.ts";
import { parseProblem } from "../../src/world/tasks/index.ts";

const problem = parseProblem("use 7 3 5 make 9");
const score = (text: string, weights: Parameters<typeof scoreCompletion>[1]) => {
  const tokens = text.split(" ");
  return scoreCompletion(
    { problem, tokens, judged: judge(problem, tokens), maxNewTokens: 112, group: { shortest: 1, longest: 112 } },
    weights,
  );
};
const scored = (accuracy: number, format: number): ScoredCompletion => ({
  total: accuracy + 0.1 * format,
  parts: { accuracy, format: 0.1 * format },
  scores: { accuracy, format },
});
const WEIGHTS = { accuracy: 1, format: 0.1 };

describe("a completion's score", () => {
  it("is the weighted sum of the rewards that are on", () => {
    const { total, parts, scores } = score("<think> wait </think> <answer> 7 + 5 - 3 </answer> <eos>", {
      ...WEIGHTS,
      reflection: 0,
    });
    expect(total).toBeCloseTo(1.1, 12);
    expect(parts).toEqual({ accuracy: 1, format: 0.1 });
    expect(scores).toEqual({ accuracy: 1, format: 1 });
  });

  it("takes negative weights", () => {
    expect(score("wait wait wait wait", { reflection: -2 }).total).toBe(-2);
  });

  it("names a reward that breaks", () => {
    const broken = {
      problem,
      tokens: ["7"],
      judged: judge(problem, ["7"]),
      maxNewTokens: Number.NaN,
      group: { shortest: 1, longest: 1 },
    };
    expect(() => scoreCompletion(broken, { cosine: 1 })).toThrow("reward cosine: expected a finite score, got NaN");
  });

  it("reads its weights from a configuration", () => {
    const config = {
      rewardAccuracy: 1,
      rewardFormat: 0.1,
      rewardTagCount: 0,
      rewardLanguage: 0.3,
      rewardOverlong: 0,
      rewardLength: 0,
      rewardCosine: 0,
      rewardRepetition: 0,
      rewardReflection: 0,
      rewardHelpful: 0,
      rewardHarmless: 0,
    };
    expect(rewardWeights(config)).toMatchObject({ accuracy: 1, format: 0.1, language: 0.3, tag_count: 0 });
  });
});

describe("composition", () => {
  it("by sum is the totals", () => {
    const composed = composeRewards([scored(1, 1), scored(0, 1), scored(0, 0), scored(1, 0)], WEIGHTS, "sum", 2);
    expect([...composed]).toEqual([1.1, 0.1, 0, 1]);
  });

  it("normalised gives each reward unit spread in its group before the weights", () => {
    // Two values: their unbiased deviation is 1/√2, so each lies 0.5 / (0.70711 + 1e-4) from the mean.
    const unit = 0.5 / (Math.SQRT1_2 + 1e-4);
    const composed = composeRewards([scored(1, 0), scored(0, 1), scored(1, 1), scored(0, 1)], WEIGHTS, "normalized", 2);
    const expected = [unit - 0.1 * unit, -unit + 0.1 * unit, unit, -unit];
    for (const [i, value] of expected.entries()) expect(composed[i]).toBeCloseTo(value, 12);
  });

  it("normalised keeps apart what a sum would confuse", () => {
    const one = { accuracy: 1, format: 1 };
    const completions = [scored(1, 0), scored(0, 1), scored(0, 0), scored(0, 1)].map((completion) => ({
      ...completion,
      total: (completion.scores.accuracy ?? 0) + (completion.scores.format ?? 0),
    }));
    const sum = composeRewards(completions, one, "sum", 4);
    const normalized = composeRewards(completions, one, "normalized", 4);
    expect(sum[0]).toBe(sum[1]);
    expect(normalized[0]).toBeGreaterThan(normalized[1] as number);
  });

  it("normalised gives exactly 0 where every completion of a group earned the same", () => {
    expect([...composeRewards([scored(0.1, 1), scored(0.1, 1), scored(0.1, 1)], WEIGHTS, "normalized", 3)]).toEqual([
      0, 0, 0,
    ]);
  });

  it("refuses broken groups", () => {
    expect(() => composeRewards([scored(1, 1)], WEIGHTS, "sum", 2)).toThrow("expected whole groups of 2, got 1");
  });
});
