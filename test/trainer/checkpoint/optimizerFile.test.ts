import { describe, expect, it } from "vitest";
import { decodeOptimizer, encodeOptimizer } from "../../../src/trainer/checkpoint/optimizerFile.ts";
import { encodeSafetensors } from "../../../src/trainer/checkpoint/safetensors.ts";

describe("optimizer file", () => {
  it("keeps both moments and the step exactly", () => {
    const state = {
      step: 1234,
      m: new Map([["a", { shape: [2], data: Float32Array.of(1e-30, -0.1) }]]),
      v: new Map([["a", { shape: [2], data: Float32Array.of(0.3, 7) }]]),
    };
    expect(decodeOptimizer(encodeOptimizer(state), "optimizer")).toEqual(state);
  });

  it("refuses a file without step, and tensors that are no moments", () => {
    const tensors = new Map([["a", { shape: [1], data: Float32Array.of(1) }]]);
    expect(() => decodeOptimizer(encodeSafetensors(new Map(), {}, "F32"), "optimizer")).toThrow(
      "optimizer: __metadata__.step: expected a whole number",
    );
    expect(() => decodeOptimizer(encodeSafetensors(tensors, { step: "1" }, "F32"), "optimizer")).toThrow(
      "optimizer: tensors: expected names m.… and v.…, got a",
    );
  });
});
