import { describe, expect, it } from "vitest";
import { TINY, testWeights } from "../support/testWeights.ts";
import { fromPeerModel, leavesOf, mapModel, toPeerModel } from "./peerWeights.ts";

describe("peerWeights", () => {
  it("turns matrices, joins q, k and v, and comes back to the same weights", () => {
    const weights = testWeights(TINY, 4);
    const model = toPeerModel(TINY, weights);
    expect(model.layers[1]?.qkv.shape).toEqual([TINY.width, 3 * TINY.width]);
    expect(model.layers[0]?.down.shape).toEqual([TINY.mlpWidth, TINY.width]);
    const k = weights.get("model.layers.1.self_attn.k_proj.weight")?.data;
    // Weight [out 3, in 5] of k stands in row 5, after all of q.
    expect(model.layers[1]?.qkv.data[5 * 3 * TINY.width + TINY.width + 3]).toBe(k?.[3 * TINY.width + 5]);
    expect(
      fromPeerModel(
        TINY,
        mapModel(model, ({ data }) => data),
      ),
    ).toEqual(weights);
    expect(leavesOf(model)).toHaveLength(2 + 7 * TINY.layers);
  });

  it("names a tensor that is missing", () => {
    const weights = testWeights(TINY, 4);
    weights.delete("model.layers.0.mlp.up_proj.weight");
    expect(() => toPeerModel(TINY, weights)).toThrow("model.layers.0.mlp.up_proj.weight, got none");
  });
});
