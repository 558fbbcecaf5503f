import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadLabels } from "../../../src/ui/curves/endLabels.ts";

describe("spreadLabels", () => {
  it("never lets two labels at the same place overlap, and keeps them inside", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 8 }), (heights) => {
        const labels = heights.map((y, i) => ({ text: `line ${i}`, colour: "", x: 10, y }));
        const placed = spreadLabels(labels, 14, 0, 200, () => 50).sort((a, b) => a.y - b.y);
        expect(placed).toHaveLength(labels.length);
        for (let i = 1; i < placed.length; i++)
          expect(placed[i]!.y - placed[i - 1]!.y).toBeGreaterThanOrEqual(14 - 1e-9);
        expect(placed.at(-1)!.y).toBeLessThanOrEqual(193);
        expect(placed[0]!.y).toBeGreaterThanOrEqual(7);
      }),
      { seed: 5 },
    );
  });

  it("leaves labels alone that end at different steps", () => {
    const labels = [
      { text: "a", colour: "", x: 0, y: 50 },
      { text: "b", colour: "", x: 100, y: 52 },
    ];
    expect(spreadLabels(labels, 14, 0, 200, () => 20).map(({ y }) => y)).toEqual([50, 52]);
  });
});
