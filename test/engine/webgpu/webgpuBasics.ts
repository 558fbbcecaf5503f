import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GPU_KERNELS } from "../../../src/engine/kernels/gpuKernels.ts";
import { rmsNormGpu } from "../../../src/engine/kernels/rmsNorm/wgsl.ts";
import { checkKernels } from "../../../src/engine/webgpu/checkKernels.ts";
import { createWebgpuPolicy } from "../../../src/engine/webgpu/createWebgpuPolicy.ts";
import { Gpu } from "../../../src/engine/webgpu/gpu.ts";
import { defineGpuKernel } from "../../../src/engine/webgpu/gpuKernel.ts";
import { defineShader } from "../../../src/engine/webgpu/shader.ts";
import type { WebgpuPolicy } from "../../../src/engine/webgpu/webgpuPolicy.ts";
import { Rng } from "../../../src/lib/rng.ts";
import { capturedDevices } from "../../support/capturedDevices.ts";
import { referenceLogits, referenceScores, toFloat64 } from "../../support/referenceModel.ts";
import { randomSequence, testWeights, TINY } from "../../support/testWeights.ts";

const weights = testWeights(TINY, 1);
const prompts = [Int32Array.of(1, 5, 3), Int32Array.of(4)];
const options = { temperature: 0.9, maxNewTokens: 4, seed: 3, step: 1, eosToken: 2 };
const adamW = { learningRate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 };

/**
 * The shortest run through sampling, scoring and training, the check of the kernels, and what happens when the GPU goes away.
 *
 * @param missing why there is no WebGPU here: the suite is then skipped and says so
 */
export function webgpuBasics(where: string, missing: string | null): void {
  const why = missing === null ? "" : ` (skipped: ${missing}; the browser suite has it)`;
  describe.skipIf(missing !== null)(`webgpu basics in ${where}${why}`, { timeout: 120_000 }, () => {
    it("samples, scores and trains as the reference says", async () => {
      const policy = await createWebgpuPolicy(TINY, weights);
      expect(policy.backend.gate).toMatchObject({ kernels: GPU_KERNELS.length, repaired: [] });
      await trainsLikeTheReference(policy);
      policy.dispose();
    });

    it("samples, scores and trains all the same with every kernel replaced by its composition", async () => {
      const replace = GPU_KERNELS.map(({ spec }) => spec.name);
      const policy = await createWebgpuPolicy(TINY, weights, { replace });
      expect(policy.backend.gate?.repaired).toEqual(replace);
      await trainsLikeTheReference(policy);
      policy.dispose();
    });

    it("brings values back once a rollout and once a pass", async () => {
      const policy = await createWebgpuPolicy(TINY, weights);
      await policy.sample(prompts, 3, options); // chooses how to decode
      const before = policy.counters.maps;
      const { completions } = await policy.sample(prompts, 3, options);
      expect(policy.counters.maps - before).toBe(1);
      const sequences = completions.map((completion, b) => ({
        prompt: prompts[b < 3 ? 0 : 1] ?? Int32Array.of(1),
        completion,
      }));
      const { logProbs } = await policy.forward(sequences, { temperature: 1, keep: true });
      await policy.backward(new Float32Array(logProbs.length).fill(-1));
      expect(policy.counters.maps - before).toBe(2);
      await policy.optimizerStep(adamW);
      expect(policy.counters.maps - before).toBe(3);
      policy.dispose();
    });

    it("scores and trains the same when a batch is cut into pieces", async () => {
      const rng = Rng.of(8, "cut");
      const batch = [5, 3, 1, 7].map((length) => randomSequence(rng, TINY, 4, length));
      const dLogProbs = Float32Array.from({ length: 16 }, () => rng.normal());
      const results = [];
      for (const keepBytes of [2 ** 30, 1]) {
        const policy = await createWebgpuPolicy(TINY, weights, { keepBytes });
        const { logProbs, entropies } = await policy.forward(batch, { temperature: 0.8, keep: true });
        await policy.backward(dLogProbs, dLogProbs);
        results.push([logProbs, entropies, ...[...(await policy.gradients()).values()].map(({ data }) => data)]);
        policy.dispose();
      }
      const [whole = [], cut = []] = results;
      expect(cut).toHaveLength(whole.length);
      whole.forEach((values, i) => {
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        values.forEach((value, j) =>
          expect(Math.abs((cut[i]?.[j] ?? Number.NaN) - value)).toBeLessThan(1e-5 * largest),
        );
      });
    });

    describe("the check of the kernels", () => {
      let gpu: Gpu;
      beforeAll(async () => {
        gpu = await Gpu.open();
      });
      afterAll(() => gpu.close());

      it("finds a kernel that computes something else, and one that the device refuses, and no other", async () => {
        const wrong = defineGpuKernel({ ...rmsNormGpu.spec, name: "wrong" }, (on, buffers, scalars) => {
          rmsNormGpu.encode(on, buffers, { ...scalars, eps: 0.5 });
        });
        const shader = defineShader({
          name: "refused",
          params: {},
          buffers: { out: "write f32" },
          code: "fn main() { nonsense }",
        });
        const refused = defineGpuKernel({ ...rmsNormGpu.spec, name: "refused" }, (on, { out }) => {
          on.dispatch(shader, { out }, {}, 1);
        });
        const { broken } = await checkKernels(gpu, [wrong, rmsNormGpu, refused, rmsNormGpu]);
        expect(broken.map(({ name }) => name)).toEqual(["wrong", "refused"]);
        expect(broken[0]?.why).toMatch(/wrong.*expected .* got /);
        expect(gpu.failure).toBeNull();
      });
    });

    it("says that the device was lost, and begins anew on another", async () => {
      const devices = capturedDevices();
      const lost = await createWebgpuPolicy(TINY, weights);
      devices.at(-1)?.destroy();
      await expect(lost.logits(Int32Array.of(1))).rejects.toThrow(/device was lost/);
      await expect(lost.sample(prompts, 2, options)).rejects.toThrow(/device was lost/);
      const next = await createWebgpuPolicy(TINY, weights);
      lost.dispose();
      expect(await next.exportWeights("policy")).toEqual(weights);
      expect((await next.sample(prompts, 2, options)).completions).toHaveLength(4);
      next.dispose();
    });
  });
}

async function trainsLikeTheReference(policy: WebgpuPolicy): Promise<void> {
  const exact = toFloat64(weights);
  const logits = await policy.logits(prompts[0] as Int32Array);
  referenceLogits(TINY, exact, [1, 5, 3]).forEach((want, i) => expect(logits[i]).toBeCloseTo(want, 3));
  const { completions, logProbs } = await policy.sample(prompts, 3, options);
  const sequences = completions.map((completion, b) => ({ prompt: prompts[b < 3 ? 0 : 1] as Int32Array, completion }));
  sequences.forEach((sequence, b) => {
    const want = referenceScores(TINY, exact, sequence, options.temperature).logProbs;
    logProbs[b]?.forEach((value, i) => expect(value).toBeCloseTo(want[i] as number, 4));
  });
  const before = await policy.forward(sequences, { temperature: 1, keep: true });
  await policy.backward(new Float32Array(before.logProbs.length).fill(-1));
  expect(await policy.optimizerStep(adamW)).toMatchObject({ applied: true });
  const after = await policy.forward(sequences, { temperature: 1 });
  const sum = (values: Float32Array): number => values.reduce((a, b) => a + b, 0);
  expect(sum(after.logProbs)).toBeGreaterThan(sum(before.logProbs));
}
