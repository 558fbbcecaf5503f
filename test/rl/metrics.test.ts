import { describe, expect, it } from "vitest";
import { advantages } from "../../src/rl/advantages.ts";
import {
  completionMetrics,
  effectiveSampleSize,
  groupOutcomeMetrics,
  mergeMetrics,
  rewardMetrics,
  rewardPartMetrics,
  samplingMetrics,
} from "../../src/rl/metrics.ts";

describe("step metrics", () => {
  it("reward: mean, mean of the groups' deviations, share of groups without a gradient", () => {
    const totals = [0, 2, 1, 1];
    expect(rewardMetrics(totals, advantages(totals, 2, "group"), "group")).toEqual({
      reward: 1,
      reward_std: Math.SQRT2 / 2,
      frac_reward_zero_std: 0.5,
    });
    expect(rewardMetrics(totals, advantages(totals, 2, "batch"), "batch")["reward_std"]).toBeCloseTo(
      Math.sqrt(2 / 3),
      12,
    );
  });

  it("reward parts: mean and unbiased deviation over all completions", () => {
    expect(rewardPartMetrics({ accuracy: [0, 1, 1, 0], format: [1, 1, 1, 1] })).toEqual({
      "rewards/accuracy/mean": 0.5,
      "rewards/accuracy/std": Math.sqrt(1 / 3),
      "rewards/format/mean": 1,
      "rewards/format/std": 0,
    });
  });

  it("groups: all right, all wrong", () => {
    const correct = [true, true, false, false, true, false, false, false];
    expect(groupOutcomeMetrics(correct, 2)).toEqual({ "groups/all_right": 0.25, "groups/all_wrong": 0.5 });
  });

  it("completions: lengths of all and of those that ended", () => {
    expect(completionMetrics([10, 20, 112], [false, false, true])).toEqual({
      "completions/mean_length": 142 / 3,
      "completions/min_length": 10,
      "completions/max_length": 112,
      "completions/mean_terminated_length": 15,
      "completions/min_terminated_length": 10,
      "completions/max_terminated_length": 20,
      "completions/clipped_ratio": 1 / 3,
    });
    expect(completionMetrics([112], [true])).toMatchObject({
      "completions/mean_terminated_length": 0,
      "completions/clipped_ratio": 1,
    });
  });

  it("sampling: how far sampler and trainer are apart", () => {
    const got = samplingMetrics([0, Math.log(2), -Math.log(4)]);
    expect(got["sampling/sampling_logp_difference/mean"]).toBeCloseTo(Math.log(8) / 3, 12);
    expect(got["sampling/sampling_logp_difference/max"]).toBeCloseTo(Math.log(4), 12);
    expect(got["sampling/importance_sampling_ratio/min"]).toBeCloseTo(0.25, 12);
    expect(got["sampling/importance_sampling_ratio/max"]).toBeCloseTo(2, 12);
    expect(got["sampling/importance_sampling_ratio/mean"]).toBeCloseTo(3.25 / 3, 12);
    expect(samplingMetrics([])).toEqual({});
  });

  it("effective sample size: 1 for equal ratios, 1/n when one outweighs all", () => {
    expect(effectiveSampleSize([1, 1, 1])).toBe(1);
    expect(effectiveSampleSize([1, 0, 0, 0])).toBe(0.25);
    expect(effectiveSampleSize([])).toBe(1);
  });

  it("takes a step with more tokens than a call can have arguments", () => {
    const many = new Float64Array(300_000).fill(0.5);
    expect(samplingMetrics(many)["sampling/sampling_logp_difference/max"]).toBe(0.5);
  });
});

describe("mergeMetrics", () => {
  it("weighs means by tokens, keeps minima and maxima, and skips what an update did not measure", () => {
    const merged = mergeMetrics([
      { metrics: { entropy: 1, "clip_ratio/low_min": 0.2, "clip_ratio/high_max": 0.3, kl: 4 }, tokens: 10 },
      { metrics: { entropy: 2, "clip_ratio/low_min": 0.1, "clip_ratio/high_max": 0.9 }, tokens: 30 },
    ]);
    expect(merged).toEqual({ entropy: 1.75, "clip_ratio/low_min": 0.1, "clip_ratio/high_max": 0.9, kl: 4 });
    expect(mergeMetrics([])).toEqual({});
  });
});
