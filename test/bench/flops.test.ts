import { describe, expect, it } from "vitest";
import type { ModelShape } from "../../src/engine/policy.ts";
import { forwardFlops, sampleFlops, updateFlops } from "./flops.ts";

const shape: ModelShape = {
  vocabSize: 10,
  width: 4,
  layers: 2,
  heads: 1,
  mlpWidth: 8,
  ropeTheta: 1e4,
  normEps: 1e-5,
};
const sequence = { prompt: new Int32Array(2), completion: new Int32Array(2) };

describe("flops", () => {
  it("counts every weight once a token, causal attention and the output matrix at scored tokens", () => {
    // 3 input tokens, 2 layers of 4·16 + 3·32 weights; scores and mix of 1 + 2 + 3 keys of 4 channels; 2 scored tokens × 4 × 10.
    const matrices = 2 * 3 * 2 * (64 + 96);
    const attention = 2 * 2 * (1 + 2 + 3) * 2 * 4;
    expect(forwardFlops(shape, [sequence])).toBe(matrices + attention + 2 * 2 * 40);
    expect(updateFlops(shape, [sequence])).toBe(3 * forwardFlops(shape, [sequence]));
  });

  it("counts a prompt once a group when sampling", () => {
    const one = sampleFlops(shape, [sequence], 2);
    const two = sampleFlops(shape, [sequence, sequence], 2);
    const promptAlone = 2 * 2 * 2 * (64 + 96) + 2 * 2 * (1 + 2) * 2 * 4;
    expect(one).toBe(forwardFlops(shape, [sequence]));
    expect(2 * one - two).toBe(promptAlone);
  });
});
