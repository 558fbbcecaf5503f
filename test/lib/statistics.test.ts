import { describe, expect, it } from "vitest";
import { mean, std } from "../../src/lib/statistics.ts";

describe("statistics", () => {
  it("gives mean and unbiased standard deviation", () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(std([1, 2, 6])).toBeCloseTo(Math.sqrt(7), 12);
    expect(std(Float64Array.of(0, 1))).toBeCloseTo(Math.SQRT1_2, 12);
  });

  it("gives exactly 0 for equal values, although their mean may be rounded", () => {
    expect(mean([0.1, 0.1, 0.1]) === 0.1).toBe(false);
    expect(std([0.1, 0.1, 0.1])).toBe(0);
    expect(std([5])).toBe(0);
  });

  it("refuses no values", () => {
    expect(() => mean([])).toThrow("at least one value");
    expect(() => std([])).toThrow("at least one value");
  });
});
