import { describe, expect, it } from "vitest";
import {
  drawResamples,
  meanDifference,
  meanOfStrata,
  pairedDifferences,
  percentileInterval,
  resampledMeans,
} from "../../src/lib/bootstrap.ts";
import { Rng } from "../../src/lib/rng.ts";

const rng = (): Rng => Rng.of(1, "bootstrap test");

describe("the bootstrap over things", () => {
  it("has about the standard error of the mean as its spread", () => {
    const values = Array.from({ length: 200 }, (_, i) => (i < 60 ? 1 : 0));
    const { value, low, high } = percentileInterval(0.3, resampledMeans(values, drawResamples(rng(), 200)));
    const half = 1.96 * Math.sqrt((0.3 * 0.7) / 200);
    expect(value).toBe(0.3);
    expect(low).toBeGreaterThan(0.3 - 1.2 * half);
    expect(low).toBeLessThan(0.3 - 0.8 * half);
    expect(high).toBeGreaterThan(0.3 + 0.8 * half);
    expect(high).toBeLessThan(0.3 + 1.2 * half);
  });

  it("is the same for the same seed, and a point where nothing varies", () => {
    expect(drawResamples(rng(), 7)).toEqual(drawResamples(rng(), 7));
    expect(percentileInterval(0.5, resampledMeans([0.5, 0.5, 0.5], drawResamples(rng(), 3)))).toEqual({
      value: 0.5,
      low: 0.5,
      high: 0.5,
    });
  });

  it("covers the true mean about 95 times in 100", () => {
    const draw = Rng.of(5, "coverage");
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const values = Array.from({ length: 60 }, () => draw.float());
      const value = values.reduce((a, b) => a + b, 0) / 60;
      const { low, high } = percentileInterval(value, resampledMeans(values, drawResamples(draw, 60)));
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(178);
    expect(covered).toBeLessThanOrEqual(199);
  });

  it("takes strata equally, however large they are", () => {
    const small = resampledMeans([1, 1], drawResamples(rng(), 2));
    const large = resampledMeans([0, 0, 0, 0], drawResamples(rng(), 4));
    expect(new Set(meanOfStrata([small, large]))).toEqual(new Set([0.5]));
  });

  it("refuses draws of another number of things", () => {
    expect(() => resampledMeans([1, 2], drawResamples(rng(), 3))).toThrow(
      "resampledMeans: expected 1000 draws of each",
    );
    expect(() => resampledMeans([], new Int32Array(0))).toThrow("got 0 for 0");
  });
});

describe("paired differences", () => {
  const items = (level: string, from: number, values: number[]) =>
    values.map((value, i) => ({ index: from + i, level, value }));

  it("pairs by index, b − a, within each level", () => {
    const a = [...items("x", 0, [0.1, 0.2]), ...items("y", 10, [0.5])];
    const b = [...items("y", 10, [0.75]), ...items("x", 1, [0.6, 0.9])];
    expect(pairedDifferences(a, b, (one, other) => other.value - one.value)).toEqual([[0.25], [0.6 - 0.2]]);
  });

  it("see what the unpaired intervals hide: a small gain on every problem", () => {
    const noise = Array.from({ length: 40 }, (_, i) => (i % 10) / 10);
    const gains = noise.map((_, i) => 0.05 + (i % 3) * 0.01);
    const found = meanDifference([gains]);
    expect(found?.excludesZero).toBe(true);
    expect(found?.difference.low).toBeGreaterThan(0.05);
    expect(found?.n).toBe(40);
  });

  it("do not exclude zero where there is nothing, or too little", () => {
    expect(meanDifference([[0.3, -0.3, 0.2, -0.2, 0.1, -0.1]])?.excludesZero).toBe(false);
    expect(meanDifference([[0.5, 0.5, 0.5, 0.5, 0.5]])?.excludesZero).toBe(false);
    expect(meanDifference([[0.5, 0.5, 0.5, 0.5, 0.5, 0.5]])?.excludesZero).toBe(true);
    expect(meanDifference([[0, 0, 0, 0, 0, 0, 0]])?.excludesZero).toBe(false);
    expect(meanDifference([[], []])).toBe(null);
  });
});
