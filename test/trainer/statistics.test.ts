import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanInterval, meanOf, meanOfEstimates, rateInterval } from "../../src/trainer/interval.ts";
import { majorityVote } from "../../src/trainer/majorityVote.ts";
import { passAtK } from "../../src/trainer/passAtK.ts";

describe("passAtK", () => {
  it("is 1 - C(n-c, k)/C(n, k)", () => {
    expect(passAtK(16, 0, 16)).toBe(0);
    expect(passAtK(16, 1, 16)).toBe(1);
    expect(passAtK(16, 3, 1)).toBeCloseTo(3 / 16, 12);
    expect(passAtK(5, 2, 2)).toBeCloseTo(1 - 3 / 10, 12); // C(3, 2) / C(5, 2)
    expect(passAtK(200, 50, 10)).toBeCloseTo(0.9484, 3);
  });

  it("is the mean over all subsets of size k", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), fc.nat(7), (samples, seed) => {
        const n = samples.length;
        const k = (seed % n) + 1;
        let subsets = 0;
        let passed = 0;
        for (let mask = 0; mask < 1 << n; mask++) {
          const chosen = samples.filter((_, i) => mask & (1 << i));
          if (chosen.length !== k) continue;
          subsets++;
          if (chosen.some(Boolean)) passed++;
        }
        expect(passAtK(n, samples.filter(Boolean).length, k)).toBeCloseTo(passed / subsets, 10);
      }),
    );
  });

  it("refuses k above n", () => {
    expect(() => passAtK(4, 1, 5)).toThrow("passAtK: expected 1 ≤ k ≤ n and 0 ≤ c ≤ n, got n = 4, c = 1, k = 5");
  });
});

describe("majorityVote", () => {
  const countdown = { task: "countdown", numbers: [7, 3, 5], target: 9 } as const;
  const problem = { ...countdown, numbers: [...countdown.numbers] };

  it("counts rewritings together", () => {
    expect(majorityVote(problem, ["7 + 5 - 3", "5 + 7 - 3", "7 + 3 - 5", null])).toBe(1);
    expect(majorityVote(problem, ["7 + 3 - 5", "3 + 7 - 5", "7 + 5 - 3"])).toBe(0);
  });

  it("shares a tie, and lets nobody's silence win", () => {
    expect(majorityVote(problem, ["7 + 5 - 3", "7 + 3 - 5"])).toBe(0.5);
    expect(majorityVote(problem, [null, null, "7 + 5 - 3"])).toBe(1);
    expect(majorityVote(problem, [null, null])).toBe(0);
    expect(majorityVote(problem, ["", "no", "no"])).toBe(0);
  });

  it("does not depend on the order of the votes", () => {
    const answer = fc.constantFrom("5", "6", "4", "", null);
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 12 }), (answers) => {
        const equation = { task: "equation", a: 3, b: 4, c: 19 } as const;
        expect(majorityVote(equation, answers.toReversed())).toBe(majorityVote(equation, answers));
      }),
    );
  });
});

describe("intervals", () => {
  it("for binary values are close to Wilson's", () => {
    const half = meanOf([...Array(20).fill(0), ...Array(20).fill(1)]);
    const [low, high] = rateInterval(half);
    expect(low).toBeCloseTo(0.352, 1);
    expect(high).toBeCloseTo(0.648, 1);
    expect(rateInterval(meanOf(Array(40).fill(0)))).toEqual([0, expect.closeTo(0.0876, 3)]);
    expect(rateInterval(meanOf(Array(40).fill(1)))[1]).toBe(1);
  });

  it("stay within 0…1 and hold the value", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }), (values) => {
        const estimate = meanOf(values);
        const [low, high] = rateInterval(estimate);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(estimate.value);
        expect(high).toBeGreaterThanOrEqual(estimate.value);
      }),
    );
  });

  it("of the mean over levels add variances", () => {
    const levels = [meanOf([1, 2, 3]), meanOf([4, 6])];
    const mean = meanOfEstimates(levels);
    expect(mean).toEqual({ value: 3.5, variance: (1 / 3 + 1) / 4, n: 5 });
    const [low, high] = meanInterval(mean);
    expect(high - low).toBeCloseTo(2 * 1.96 * Math.sqrt(1 / 3), 10);
  });

  it("refuse nothing", () => {
    expect(() => meanOf([])).toThrow("meanOf: expected at least one value, got none");
    expect(() => meanOfEstimates([])).toThrow("meanOfEstimates: expected at least one estimate, got none");
  });
});
