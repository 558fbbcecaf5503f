import { describe, expect, it } from "vitest";
import { drawLengths } from "./drawLengths.ts";

describe("drawLengths", () => {
  it.each([16, 64, 256, 512])("gives %i answers of 50 tokens on average and 112 at most", (count) => {
    const lengths = drawLengths(1, count);
    expect(lengths).toHaveLength(count);
    expect(Math.abs(lengths.reduce((sum, length) => sum + length, 0) / count - 50)).toBeLessThan(1);
    expect(Math.max(...lengths)).toBe(112);
    expect(Math.min(...lengths)).toBeGreaterThan(0);
  });

  it("has the spread of a trained policy: a tenth below 20, a tenth at the cap or near it", () => {
    const lengths = Array.from(drawLengths(3, 1000)).sort((a, b) => a - b);
    expect(lengths[100]).toBeLessThan(20);
    expect(lengths[500]).toBeGreaterThan(40);
    expect(lengths[500]).toBeLessThan(52);
    expect(lengths[900]).toBeGreaterThan(90);
  });

  it("is a function of seed and count, and grows by the factor", () => {
    expect(drawLengths(1, 64)).toEqual(drawLengths(1, 64));
    expect(drawLengths(1, 64)).not.toEqual(drawLengths(2, 64));
    const sum = (lengths: Int32Array): number => lengths.reduce((total, length) => total + length, 0);
    expect(sum(drawLengths(1, 64, 2)) / sum(drawLengths(1, 64))).toBeCloseTo(2, 1);
  });
});
