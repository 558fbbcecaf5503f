import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smooth } from "../../../src/ui/curves/smooth.ts";

describe("smooth", () => {
  it("leaves a constant as it is, from the first value on", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: 0, max: 0.95, noNaN: true }),
        (value, n, weight) => {
          for (const smoothed of smooth(
            Array.from({ length: n }, () => value),
            weight,
          ))
            expect(smoothed).toBeCloseTo(value, 9);
        },
      ),
      { seed: 3 },
    );
  });

  it("is the weighted mean of the past", () => {
    const [, second, third] = smooth([1, 2, 4], 0.5);
    expect(second).toBeCloseTo((0.5 * 1 + 2) / 1.5);
    expect(third).toBeCloseTo((0.25 * 1 + 0.5 * 2 + 4) / 1.75);
    expect([...smooth([1, 2, 4], 0)]).toEqual([1, 2, 4]);
  });
});
