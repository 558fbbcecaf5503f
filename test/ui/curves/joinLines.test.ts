import { describe, expect, it } from "vitest";
import { joinLines, lastAt } from "../../../src/ui/curves/joinLines.ts";

describe("joinLines", () => {
  it("puts lines with different steps on one axis, with gaps", () => {
    const joined = joinLines([
      { steps: [1, 2, 3], values: [10, 20, 30] },
      { steps: Float64Array.of(0, 2), values: Float64Array.of(5, 6) },
      { steps: [], values: [] },
    ]);
    expect(joined).toEqual([
      [0, 1, 2, 3],
      [null, 10, 20, 30],
      [5, null, 6, null],
      [null, null, null, null],
    ]);
    expect(joinLines([])).toEqual([[]]);
  });
});

describe("lastAt", () => {
  it("finds the last step at or before", () => {
    expect([-1, 0, 4, 5, 9, 99].map((step) => lastAt([0, 5, 10], step))).toEqual([-1, 0, 0, 1, 1, 2]);
    expect(lastAt([], 3)).toBe(-1);
  });
});
