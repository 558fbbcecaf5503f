import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../src/rl/config.ts";
import { learningRateAt } from "../../src/rl/learningRateAt.ts";

describe("learningRateAt", () => {
  const linear = { ...DEFAULT_CONFIG, learningRate: 1e-3, learningRateSchedule: "linear" as const, steps: 11 };

  it("is constant, or falls in a line to a tenth at the last step and stays there", () => {
    expect(learningRateAt({ ...linear, learningRateSchedule: "constant" }, 7)).toBe(1e-3);
    expect([1, 6, 11, 30].map((step) => learningRateAt(linear, step))).toEqual([
      1e-3,
      expect.closeTo(5.5e-4, 12),
      expect.closeTo(1e-4, 12),
      expect.closeTo(1e-4, 12),
    ]);
    expect(learningRateAt({ ...linear, steps: 1 }, 1)).toBe(1e-3);
  });
});
