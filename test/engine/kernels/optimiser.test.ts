import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareCase } from "../../../src/engine/kernels/compare.ts";
import { adamW } from "../../../src/engine/kernels/adamW/spec.ts";
import { gradNorm } from "../../../src/engine/kernels/gradNorm/spec.ts";
import { gradNormGpu } from "../../../src/engine/kernels/gradNorm/wgsl.ts";
import { Gpu } from "../../../src/engine/webgpu/gpu.ts";
import { runCases } from "../../../src/engine/webgpu/runCase.ts";
import { Rng } from "../../../src/lib/rng.ts";
import { installNodeWebgpu } from "../../support/nodeWebgpu.ts";
import { ReferenceAdamW } from "../../support/referenceAdamW.ts";

const missing = await installNodeWebgpu();

describe.skipIf(missing !== null)(`gradNorm of broken gradients${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });
  afterAll(() => gpu.close());

  const normWith = async (value: number, at: number): Promise<number> => {
    const prepared = prepareCase(gradNorm, gradNorm.cases[0] ?? gradNorm.timing, Rng.of(1, "broken"));
    (prepared.inputs["gradients"] as Float32Array)[at] = value;
    const [got] = await runCases(gpu, gradNormGpu, [prepared]);
    return got?.["out"]?.[0] ?? 0;
  };

  it.each([0, 63, 64, 4097, 12_003])("is not finite with one value that is not, at %i", async (at) => {
    expect(await normWith(Infinity, at)).toBe(Infinity);
    expect(await normWith(-Infinity, at)).toBe(Infinity);
    expect(await normWith(NaN, at)).toBeNaN();
  });

  it("is not finite where the sum of squares is too large for single precision", async () => {
    expect(await normWith(1e30, 100)).toBe(Infinity);
  });

  it("is finite with large values", async () => {
    expect(await normWith(1e15, 100)).toBeCloseTo(1e15, -10);
  });
});

describe("adamW's reference", () => {
  it("is the optimiser that the engines are tested against, over three steps", () => {
    const rng = Rng.of(5, "adamW");
    const draw = (): Float64Array => Float64Array.from({ length: 7 }, () => rng.normal());
    const weights = draw();
    const other = new ReferenceAdamW(new Map([["w", weights.slice()]]));
    const state = { weights, gradients: draw(), m: new Float64Array(7), v: new Float64Array(7) };
    const options = { learningRate: 0.02, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, maxGradNorm: 1.5 };
    for (let step = 1; step <= 3; step++) {
      const gradients = draw();
      const norm = other.apply(new Map([["w", gradients.slice()]]), options);
      state.gradients.set(gradients);
      adamW.reference(
        { ...state, norm: Float64Array.of(norm) },
        { ...options, count: 7, correction1: 1 - 0.9 ** step, correction2: 1 - 0.99 ** step },
      );
      const wanted = other.weights.get("w") ?? [];
      // 1e-6 in the clipping factor, as in PyTorch, is in the one and not in the other.
      for (const [i, value] of state.weights.entries()) expect(value).toBeCloseTo(wanted[i] ?? NaN, 6);
      expect([...state.gradients]).toEqual(Array.from({ length: 7 }, () => 0));
    }
  });
});
