import { describe, expect, it } from "vitest";
import { upTo, valueAt } from "../../../src/ui/curves/upTo.ts";

const line = { steps: [0, 10, 20, 30], values: [0.2, 0.4, 0.6, 0.8] };

describe("upTo", () => {
  it("keeps one point beyond the step, for the stroke to the edge", () => {
    expect(upTo(line, 10)).toEqual({ steps: [0, 10, 20], values: [0.2, 0.4, 0.6] });
    expect(upTo(line, 15)).toEqual({ steps: [0, 10, 20], values: [0.2, 0.4, 0.6] });
  });

  it("leaves a line alone that ends before the step", () => {
    expect(upTo(line, 30)).toBe(line);
    expect(upTo(line, 20)).toBe(line);
    expect(upTo({ steps: [], values: [] }, 5).steps).toHaveLength(0);
  });
});

describe("valueAt", () => {
  it("is straight between points and level outside them", () => {
    expect(valueAt(line, 10)).toBe(0.4);
    expect(valueAt(line, 15)).toBeCloseTo(0.5);
    expect(valueAt(line, 99)).toBe(0.8);
    expect(valueAt({ steps: [5], values: [1] }, 0)).toBe(1);
    expect(valueAt({ steps: [], values: [] }, 3)).toBeNaN();
  });
});
