import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { colourScale, legendNumbers, legendSilence, niceCeiling, shade } from "../../../src/ui/trace/colourScale.ts";
import { tokenShades } from "../../../src/ui/trace/tokenShades.ts";
import { completionView } from "../../support/completionView.ts";

const PROBLEM = { task: "equation", a: 5, b: 9, c: 34 } as const;
const view = (over: Parameters<typeof completionView>[2]) =>
  completionView(PROBLEM, "<answer> 5 </answer> <eos>", over);

describe("colourScale", () => {
  it("ends at a round number that is not below the value", () => {
    expect([0.013, 0.5, 2.09, 7].map(niceCeiling)).toEqual([0.015, 0.5, 2.5, 10]);
    expect([0, -1, Number.NaN, Infinity].map(niceCeiling)).toEqual([0, 0, 0, 0]);
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (value) => {
        const limit = niceCeiling(value);
        expect(limit).toBeGreaterThanOrEqual(value * (1 - 1e-9));
        expect(limit).toBeLessThanOrEqual(value * 2.0001);
      }),
      { seed: 4 },
    );
  });

  it("is shared by the group and tells the sides apart", () => {
    const scale = colourScale(
      [view({ logProbChange: [0.1, -0.2, 0, 0.05] }), view({ logProbChange: [0, 0, 0, 0] })],
      "logProbChange",
    );
    expect(scale.limit).toBe(0.2);
    expect(shade(scale, 0.2)).toEqual({ side: "up", strength: 1 });
    expect(shade(scale, -0.1)).toEqual({ side: "down", strength: 0.5 });
    expect(shade(scale, 0)).toBeNull();
    expect(shade(scale, Number.NaN)).toBeNull();
    expect(legendNumbers(scale)).toEqual(["−0.20", "0", "+0.20"]);
  });

  it("colours ratios by their logarithm and labels them as ratios", () => {
    const scale = colourScale([view({ ratios: [2, 0.5, 1, 1] })], "ratio");
    expect(shade(scale, Math.log(2))?.strength).toBe(shade(scale, Math.log(0.5))?.strength);
    expect(legendNumbers(scale)[1]).toBe("× 1");
  });

  it("marks clipped tokens only when ratios are shown", () => {
    const clipped = view({ ratios: [1.5, 0.5, 1, 1], clipped: [1, -1, 0, 0], entropies: [1, 1, 1, 1] });
    const shades = tokenShades(clipped, colourScale([clipped], "ratio"));
    expect(shades?.[0]).toContain("clip-high");
    expect(shades?.[1]).toContain("clip-low");
    expect(shades?.[2]).toBe("");
    expect(tokenShades(clipped, colourScale([clipped], "entropy"))?.[0]).toBe("more k10");
  });

  it("says in words why there is nothing to see", () => {
    expect(legendSilence(colourScale([view({})], "ratio"))).toMatch(/^Every ratio is 1/);
    expect(legendSilence(colourScale([view({ advantage: 0 })], "advantage"))).toMatch(/^Every advantage is 0/);
    expect(legendSilence(colourScale([view({})], "kl"))).toMatch(/KL weight β is 0/);
    expect(legendSilence(colourScale([view({})], "logProbChange"))).toMatch(/^Not measured/);
    expect(legendSilence(colourScale([view({})], "entropy"))).toBeNull();
  });
});
