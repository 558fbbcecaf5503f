import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stepTicks, valueAxis } from "../../../src/ui/curves/axis.ts";
import type { ChartSpec } from "../../../src/ui/curves/chartSpec.ts";

const spec = (more: Partial<ChartSpec> = {}): ChartSpec => ({
  id: "x",
  title: "X",
  meaning: "",
  unit: "number",
  atLeast: 1,
  lines: [],
  ...more,
});

describe("valueAxis", () => {
  it("holds every value, starts at 0 where it can, and has few round ticks", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 5_000, noNaN: true }), { minLength: 1 }), (values) => {
        const { min, max, ticks } = valueAxis(spec(), [{ values }], 3);
        const slack = (max - min) * 1e-6;
        expect(min).toBeLessThanOrEqual(Math.min(0, ...values) + slack);
        expect(max).toBeGreaterThanOrEqual(Math.max(1, ...values) - slack);
        if (Math.min(...values) >= 0) expect(min).toBeCloseTo(0);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(6);
      }),
      { seed: 4 },
    );
  });

  it("does not move while values stay below what it reaches at least", () => {
    expect(valueAxis(spec({ atLeast: 60 }), [{ values: [24] }], 3)).toEqual(
      valueAxis(spec({ atLeast: 60 }), [{ values: [24, 47] }], 3),
    );
    expect(valueAxis(spec({ atLeast: 60 }), [], 3)).toMatchObject({ min: 0, max: 60 });
  });

  it("lets a single spike run out of the picture only where that is wanted", () => {
    const values = Array.from({ length: 40 }, (_, i) => (i === 20 ? 50 : 0.1));
    expect(valueAxis(spec({ spiky: true }), [{ values }], 3).max).toBeLessThan(2);
    expect(valueAxis(spec(), [{ values }], 3).max).toBeGreaterThanOrEqual(50);
  });
});

describe("stepTicks", () => {
  it("are the start, the middle and the budget", () => {
    expect(stepTicks(100)).toEqual([0, 50, 100]);
    expect(stepTicks(1)).toEqual([0, 1]);
  });
});
