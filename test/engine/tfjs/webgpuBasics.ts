import * as tf from "@tensorflow/tfjs-core";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { describe, expect, it } from "vitest";
import { createTfjsPolicy } from "../../../src/engine/tfjs/tfjsPolicy.ts";
import { referenceLogits, referenceScores, toFloat64 } from "../../support/referenceModel.ts";
import { testWeights, TINY } from "../../support/testWeights.ts";

const weights = testWeights(TINY, 1);
const prompts = [Int32Array.of(1, 5, 3), Int32Array.of(4)];
const options = { temperature: 0.9, maxNewTokens: 4, seed: 3, step: 1, eosToken: 2 };

/**
 * The shortest run through sampling, scoring and training, and what happens when the GPU goes away.
 *
 * @param missing why there is no WebGPU here: the suite is then skipped and says so
 */
export function webgpuBasics(where: string, missing: string | null): void {
  const why = missing === null ? "" : ` (skipped: ${missing}; the browser suite has it)`;
  describe.skipIf(missing !== null)(`webgpu basics in ${where}${why}`, { timeout: 120_000 }, () => {
    it("samples, scores and trains as the reference says", async () => {
      const policy = await createTfjsPolicy("webgpu", TINY, weights);
      const exact = toFloat64(weights);
      const logits = await policy.logits(prompts[0] as Int32Array);
      referenceLogits(TINY, exact, [1, 5, 3]).forEach((want, i) => expect(logits[i]).toBeCloseTo(want, 3));
      const { completions, logProbs } = await policy.sample(prompts, 3, options);
      const sequences = completions.map((completion, b) => ({
        prompt: prompts[b < 3 ? 0 : 1] as Int32Array,
        completion,
      }));
      sequences.forEach((sequence, b) => {
        const want = referenceScores(TINY, exact, sequence, options.temperature).logProbs;
        logProbs[b]?.forEach((value, i) => expect(value).toBeCloseTo(want[i] as number, 4));
      });
      const before = await policy.forward(sequences, { temperature: 1, keep: true });
      await policy.backward(new Float32Array(before.logProbs.length).fill(-1));
      const adamW = { learningRate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 };
      expect(await policy.optimizerStep(adamW)).toMatchObject({ applied: true });
      const after = await policy.forward(sequences, { temperature: 1 });
      const sum = (values: Float32Array): number => values.reduce((a, b) => a + b, 0);
      expect(sum(after.logProbs)).toBeGreaterThan(sum(before.logProbs));
      policy.dispose();
    });

    it("says that the device was lost, and begins anew on another", async () => {
      const lost = await createTfjsPolicy("webgpu", TINY, weights);
      const backend = tf.backend();
      if (!(backend instanceof WebGPUBackend)) throw new Error(`expected the WebGPU backend, got ${tf.getBackend()}`);
      backend.device.destroy();
      await expect(lost.logits(Int32Array.of(1))).rejects.toThrow(/device was lost/);
      await expect(lost.sample(prompts, 2, options)).rejects.toThrow(/device was lost/);
      const next = await createTfjsPolicy("webgpu", TINY, weights);
      lost.dispose();
      expect(await next.exportWeights("policy")).toEqual(weights);
      expect((await next.sample(prompts, 2, options)).completions).toHaveLength(4);
      next.dispose();
    });
  });
}
