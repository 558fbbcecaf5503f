import { describe, expect, it, vi } from "vitest";
import { evaluatePolicy } from "../../src/trainer/evaluate.ts";
import { HELD_OUT_SEED, heldOutProblems } from "../../src/trainer/heldOut.ts";
import { LEVELS } from "../../src/world/tasks/index.ts";
import { corpusPolicy } from "../support/fakePolicy.ts";

const options = {
  problems: heldOutProblems(HELD_OUT_SEED, 6, LEVELS),
  samples: 4,
  seed: 999,
  temperature: 1,
  maxNewTokens: 24,
  step: 7,
};

describe("evaluatePolicy", () => {
  it("has the form of the evaluate command", async () => {
    const result = await evaluatePolicy(corpusPolicy(), options);
    expect(result).toMatchObject({ step: 7, samples: 4, seed: 999 });
    expect(Object.keys(result.levels)).toEqual(["countdown-3", "countdown-4", "equation"]);
    const metrics = ["pass@1", "cons@4", "pass@4", "format", "mean_length", "aha_rate", "reflection_rate"];
    for (const scores of [...Object.values(result.levels), result.mean]) {
      expect(Object.keys(scores).sort()).toEqual(["n", ...metrics, ...metrics.map((name) => `${name}_ci`)].sort());
      for (const name of metrics) {
        const value = scores[name];
        const interval = scores[`${name}_ci`];
        if (typeof value !== "number" || !Array.isArray(interval))
          throw new Error(`${name}: expected a number and an interval`);
        expect(interval[0]).toBeLessThanOrEqual(value);
        expect(interval[1]).toBeGreaterThanOrEqual(value);
        if (name !== "mean_length") expect(interval[0] >= 0 && interval[1] <= 1).toBe(true);
      }
      expect(scores["pass@4"]).toBeGreaterThanOrEqual(scores["pass@1"]);
    }
    expect(result.levels["equation"]?.n).toBe(6);
    expect(result.mean.n).toBe(18);
    const means = Object.values(result.levels).map((scores) => scores["pass@1"]);
    expect(result.mean["pass@1"]).toBeCloseTo(means.reduce((a, b) => a + b, 0) / 3, 12);
  });

  it("is repeatable, and another seed samples otherwise", async () => {
    const policy = corpusPolicy();
    const first = await evaluatePolicy(policy, options);
    expect(await evaluatePolicy(policy, options)).toEqual(first);
    expect((await evaluatePolicy(policy, { ...options, seed: 1 })).levels).not.toEqual(first.levels);
  });

  it("measures the reference where asked, and never writes", async () => {
    const policy = corpusPolicy();
    await evaluatePolicy(policy, { ...options, slot: "reference" });
    expect(new Set(policy.calls)).toEqual(new Set(["sample reference"]));
  });

  it("samples from the nucleus where asked, and otherwise from everything", async () => {
    const policy = corpusPolicy();
    const sample = vi.spyOn(policy, "sample");
    await evaluatePolicy(policy, { ...options, topP: 0.95 });
    await evaluatePolicy(policy, options);
    expect([...new Set(sample.mock.calls.map(([, , { topP }]) => topP))]).toEqual([0.95, 1]);
  });

  it("refuses to measure on nothing", async () => {
    await expect(evaluatePolicy(corpusPolicy(), { ...options, problems: [] })).rejects.toThrow(
      "expected at least one problem",
    );
    await expect(evaluatePolicy(corpusPolicy(), { ...options, samples: 0 })).rejects.toThrow(
      "expected at least one sample",
    );
  });
});
