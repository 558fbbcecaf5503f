import { expect, it } from "vitest";
import { memoryNeed } from "../../src/engine/memoryBudget.ts";
import { initWeights } from "../../src/engine/model/initWeights.ts";
import { sizeShape } from "../../src/engine/model/shape.ts";
import { createWebgpuPolicy } from "../../src/engine/webgpu/createWebgpuPolicy.ts";

it("the memory counted on for the GPU engine is at least what it takes, and at most twice", async () => {
  const [prompts, groupSize, maxNewTokens, updateRows] = [4, 4, 32, 8];
  const shape = sizeShape("micro", 192);
  const policy = await createWebgpuPolicy(shape, initWeights(shape, 1));
  const prompt = new Int32Array(14).fill(5);
  const options = { temperature: 1, maxNewTokens, seed: 1, step: 1, eosToken: -1 };
  await policy.sample(
    Array.from({ length: prompts }, () => prompt),
    groupSize,
    options,
  );
  const completion = new Int32Array(maxNewTokens).fill(7);
  const rows = (count: number) => Array.from({ length: count }, () => ({ prompt, completion }));
  await policy.forward(rows(prompts * groupSize), { temperature: 1 });
  const { logProbs } = await policy.forward(rows(updateRows), { temperature: 1, keep: true });
  await policy.backward(new Float32Array(logProbs.length).fill(-1));
  await policy.exportOptimizer();
  const measured = policy.memoryBytes();
  policy.dispose();
  const samples = [{ prompts, groupSize }];
  const plan = { shape, samples, promptTokens: 14, maxNewTokens, updateRows, scoreRows: prompts * groupSize };
  const need = memoryNeed("webgpu", plan);
  expect(need).toBeGreaterThanOrEqual(measured);
  expect(need).toBeLessThanOrEqual(2 * measured);
});
