import { describe, expect, it } from "vitest";
import { initWeights } from "../../../src/engine/model/initWeights.ts";
import { parameterCount, parameterSpecs } from "../../../src/engine/model/parameters.ts";
import { sizeShape } from "../../../src/engine/model/shape.ts";

const shape = sizeShape("nano", 192);

describe("initWeights", () => {
  it("holds every parameter in storage order, as many numbers as counted", () => {
    const weights = initWeights(shape, 1);
    expect([...weights.keys()]).toEqual(parameterSpecs(shape).map((spec) => spec.name));
    expect([...weights.values()].reduce((sum, { data }) => sum + data.length, 0)).toBe(parameterCount(shape));
  });

  it("has the mean and spread asked for", () => {
    const weights = initWeights(shape, 1);
    for (const spec of parameterSpecs(shape)) {
      const { data } = weights.get(spec.name) ?? { data: new Float32Array() };
      const n = data.length;
      const mean = data.reduce((a, b) => a + b, 0) / n;
      const std = Math.sqrt(data.reduce((a, b) => a + (b - mean) ** 2, 0) / n);
      const [wantMean, wantStd] = spec.init === "ones" ? [1, 0] : [0, spec.init];
      expect(Math.abs(mean - wantMean)).toBeLessThanOrEqual((4 * wantStd) / Math.sqrt(n));
      expect(Math.abs(std - wantStd)).toBeLessThanOrEqual((4 * wantStd) / Math.sqrt(2 * n));
    }
  });

  it("depends on the seed and on nothing else", () => {
    expect(initWeights(shape, 3)).toEqual(initWeights(shape, 3));
    expect(initWeights(shape, 3).get("model.embed_tokens.weight")).not.toEqual(
      initWeights(shape, 4).get("model.embed_tokens.weight"),
    );
  });
});
