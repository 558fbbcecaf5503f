import { describe, expect, it } from "vitest";
import { largestThatFits, memoryBudget, memoryNeed, type MemoryPlan } from "../../src/engine/memoryBudget.ts";
import { initWeights } from "../../src/engine/model/initWeights.ts";
import { type SizeName, sizeShape } from "../../src/engine/model/shape.ts";
import { createWasmPolicy } from "../../src/engine/wasm/wasmPolicy.ts";

const V = 192;
const planOf = (
  size: SizeName,
  prompts: number,
  groupSize: number,
  maxNewTokens: number,
  minibatches: number,
): MemoryPlan => ({
  shape: sizeShape(size, V),
  samples: [{ prompts, groupSize }],
  promptTokens: 14,
  maxNewTokens,
  updateRows: Math.ceil((prompts * groupSize) / minibatches),
  scoreRows: Math.min(4, prompts) * groupSize,
});

describe("memoryNeed", () => {
  it.each<[SizeName, number, number, number, number]>([
    ["nano", 4, 4, 16, 1],
    ["nano", 32, 16, 112, 4],
    ["micro", 8, 8, 112, 2],
    ["micro", 16, 16, 112, 4],
    // Cut and computed again at full length, and just kept at 0.6 of it.
    ["nano", 16, 16, 240, 1],
    ["mini", 4, 16, 64, 2],
  ])(
    "of the CPU engine is at least what %s with %i × %i, cap %i, %i minibatches takes, and at most twice",
    async (...of) => {
      const plan = planOf(...of);
      const [, prompts, groupSize, maxNewTokens] = of;
      const policy = await createWasmPolicy(plan.shape, initWeights(plan.shape, 1));
      // Nothing is as long as this: rollouts of the very first tokens only, so that a large case takes no long time.
      const inputs = Array.from({ length: prompts }, () => new Int32Array(plan.promptTokens).fill(5));
      await policy.sample(inputs, groupSize, {
        temperature: 1,
        maxNewTokens,
        seed: 1,
        step: 1,
        eosToken: -1,
        onProgress: () => false,
      });
      const rows = (count: number, length: number) =>
        Array.from({ length: count }, () => ({
          prompt: inputs[0] as Int32Array,
          completion: new Int32Array(length).fill(7),
        }));
      await policy.forward(rows(plan.scoreRows, maxNewTokens), { temperature: 1 });
      // What does not fit is cut and then takes less than what just fits: the most is not always taken by the longest.
      for (const length of [maxNewTokens, Math.floor(0.6 * maxNewTokens)]) {
        const { logProbs } = await policy.forward(rows(plan.updateRows, length), { temperature: 1, keep: true });
        await policy.backward(new Float32Array(logProbs.length).fill(-1));
      }
      const need = memoryNeed("wasm", plan);
      const measured = policy.memoryBytes();
      expect(need).toBeGreaterThanOrEqual(measured);
      expect(need).toBeLessThanOrEqual(2 * measured);
    },
  );

  it("grows with everything that is asked for, on every backend", () => {
    for (const backend of ["wasm", "webgpu", "tfjs-wasm", "cpu"] as const) {
      const small = memoryNeed(backend, planOf("nano", 8, 8, 32, 2));
      for (const larger of [
        planOf("micro", 8, 8, 32, 2),
        planOf("nano", 80, 8, 32, 2),
        planOf("nano", 8, 64, 32, 2),
        planOf("nano", 8, 8, 256, 2),
      ])
        expect(memoryNeed(backend, larger), backend).toBeGreaterThan(small);
    }
  });
});

describe("largestThatFits", () => {
  const need = (prompts: number, groupSize: number): number => prompts * groupSize;

  it("takes prompts away first, then halves the group", () => {
    const most = { prompts: 16, groupSize: 12 };
    expect(largestThatFits(most, 1000, need)).toEqual(most);
    expect(largestThatFits(most, 100, need)).toEqual({ prompts: 8, groupSize: 12 });
    expect(largestThatFits(most, 11, need)).toEqual({ prompts: 1, groupSize: 8 });
    expect(largestThatFits(most, 2, need)).toEqual({ prompts: 1, groupSize: 2 });
    expect(largestThatFits(most, 1, need)).toBeNull();
  });

  it("finds room for the page's largest settings on every model that is shipped, and refuses what no tab can hold", () => {
    const largest = planOf("small", 128, 64, 256, 1);
    expect(memoryNeed("wasm", largest)).toBeLessThan(memoryBudget("wasm"));
    const wide = { ...largest, shape: { ...largest.shape, width: 448, mlpWidth: 1200 } };
    expect(memoryNeed("wasm", wide)).toBeGreaterThan(memoryBudget("wasm"));
  });
});
