import { describe, expect, it } from "vitest";
import type { SuiteProblem, SuiteResult } from "../../../src/protocol/suite.ts";
import { compareMeasured } from "../../../src/world/comparison.ts";

/** 20 problems of logic, 20 of knights, 10 facts; `right` of 8 samples by index. */
function result(right: (index: number) => number, hash = "a"): SuiteResult {
  const problems = Array.from({ length: 50 }, (_, index): SuiteProblem => {
    const level = index < 20 ? "logic" : index < 40 ? "knights" : "fact";
    const helpful = level === "fact" ? { helpful: right(index) / 8, harmless: 1 } : {};
    return {
      index,
      level,
      language: "en",
      right: right(index),
      vote: right(index) > 4 ? 1 : 0,
      meanLength: 10 + right(index),
      difficulty: 8,
      ...helpful,
    };
  });
  const none = { maths: {}, programs: {}, logic: {}, science: {}, general: {}, reasoning: {} };
  const sampling = { samples: 8, seed: 1, temperature: 0.6, topP: 0.95, maxNewTokens: 160, backend: "cpu" };
  return { suite: { version: 1, hash }, ...sampling, levels: [], domains: none, problems };
}

const before = result((index) => index % 4);
/** Two more of eight right in logic, nothing new in knights. */
const after = result((index) => (index % 4) + (index < 20 ? 2 : 0));

describe("compareMeasured", () => {
  it("finds a gain where there is one", () => {
    expect(compareMeasured(before, after, { level: "logic" }, "pass@1")).toEqual({
      difference: { value: 0.25, low: 0.25, high: 0.25 },
      excludesZero: true,
      n: 20,
    });
    expect(compareMeasured(before, after, { level: "knights" }, "pass@1")?.excludesZero).toBe(false);
    expect(compareMeasured(before, after, { level: "logic" }, "mean_length")?.difference.value).toBe(2);
    expect(compareMeasured(before, after, { level: "logic" }, "cons")?.difference.value).toBeCloseTo(1 / 4, 12);
  });

  it("takes the mean over a domain's levels, the level of the same name being one of them", () => {
    expect(compareMeasured(before, after, { domain: "logic" }, "pass@1")).toMatchObject({
      difference: { value: 0.125 },
      n: 40,
    });
    expect(compareMeasured(before, after, { domain: "reasoning" }, "pass@1")?.n).toBe(40);
    expect(compareMeasured(before, after, { domain: "general" }, "helpful")?.n).toBe(10);
  });

  it("has the sign of after − before", () => {
    expect(compareMeasured(after, before, { level: "logic" }, "pass@1")?.difference.value).toBe(-0.25);
  });

  it("pairs only what both were measured on", () => {
    const fewer = { ...after, problems: after.problems.filter(({ index }) => index % 2 === 0) };
    expect(compareMeasured(before, fewer, { domain: "logic" }, "pass@1")?.n).toBe(20);
    expect(compareMeasured(before, after, { domain: "maths" }, "pass@1")).toBe(null);
    expect(compareMeasured(before, after, { domain: "logic" }, "helpful")).toBe(null);
    expect(
      compareMeasured(
        before,
        result(() => 1, "b"),
        { domain: "logic" },
        "pass@1",
      ),
    ).toBe(null);
  });
});
