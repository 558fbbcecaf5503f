import { describe, expect, it } from "vitest";
import { prepareBatch } from "../../src/rl/objectiveBatch.ts";
import { offPolicyFilter, topEntropyFilter } from "../../src/rl/tokenFilter.ts";

const batch = (entropies: Float32Array | Float64Array, mask?: Uint8Array) =>
  prepareBatch({
    offsets: Int32Array.of(0, entropies.length),
    logProbs: new Float64Array(entropies.length),
    oldLogProbs: null,
    refLogProbs: null,
    entropies,
    advantages: Float64Array.of(1),
    ...(mask ? { mask } : {}),
  });

describe("topEntropyFilter", () => {
  it("keeps the tokens at or above the quantile of the active ones", () => {
    const entropies = Float32Array.of(0.5, 3, 1, 2, 9);
    expect(Array.from(topEntropyFilter(batch(entropies, Uint8Array.of(1, 1, 1, 1, 0)), 0.5))).toEqual([0, 1, 0, 1, 0]);
    expect(Array.from(topEntropyFilter(batch(entropies), 1))).toEqual([1, 1, 1, 1, 1]);
    expect(Array.from(topEntropyFilter(batch(entropies), 0))).toEqual([0, 0, 0, 0, 1]);
  });

  it("takes the quantile in float32: a float64 value just below its own rounding is left out", () => {
    // 1.6 in float32 is 1.60000002, 1.7 is 1.70000005, 1.9 is 1.89999998.
    expect(Array.from(topEntropyFilter(batch(Float64Array.of(1.6, 1.7)), 0))).toEqual([0, 0]);
    expect(Array.from(topEntropyFilter(batch(Float64Array.of(1.6, 1.9)), 0))).toEqual([0, 1]);
  });

  it("keeps nothing where nothing is active", () => {
    expect(Array.from(topEntropyFilter(batch(Float32Array.of(1, 2), new Uint8Array(2)), 0.5))).toEqual([0, 0]);
  });
});

describe("offPolicyFilter", () => {
  const filter = (advantage: number, old: number) =>
    offPolicyFilter(
      prepareBatch({
        offsets: Int32Array.of(0, 2),
        logProbs: Float64Array.of(-1, -1),
        oldLogProbs: Float64Array.of(old, -1),
        refLogProbs: null,
        entropies: null,
        advantages: Float64Array.of(advantage),
      }),
      0.1,
    );

  it("drops a completion below the mean whose probability has fallen, and no other", () => {
    expect(Array.from(filter(-1, -0.5))).toEqual([0, 0]);
    expect(Array.from(filter(-1, -0.9))).toEqual([1, 1]);
    expect(Array.from(filter(1, -0.5))).toEqual([1, 1]);
    expect(Array.from(filter(0, -0.5))).toEqual([1, 1]);
    expect(Array.from(filter(-1, -2))).toEqual([1, 1]);
  });
});
