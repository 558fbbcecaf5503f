import { describe, expect, it } from "vitest";
import { createWasmPolicy } from "../../../src/engine/wasm/wasmPolicy.ts";
import type { Policy } from "../../../src/engine/policy.ts";
import { sizeShape } from "../../../src/engine/model/shape.ts";
import { Rng } from "../../../src/lib/rng.ts";
import { randomSequence, randomTokens, testWeights } from "../../support/testWeights.ts";

const SHAPE = sizeShape("nano", 64);
const EOS = 2;
const adamW = { learningRate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, maxGradNorm: 1 };

const withThreads = async (threads: number, variants: "auto" | "none" = "auto"): Promise<Policy> => {
  const policy = await createWasmPolicy(SHAPE, testWeights(SHAPE, 4), { threads, variants });
  expect(policy.backend).toMatchObject({ threads, notes: [] });
  expect(policy.backend.description).toBe(`WebAssembly SIMD, ${threads} thread${threads === 1 ? "" : "s"}`);
  return policy;
};

/** Everything that a step of training computes, three times over, on batches of different sizes. */
async function train(policy: Policy): Promise<unknown[]> {
  const rng = Rng.of(8, "threads");
  const seen: unknown[] = [];
  for (const [step, rows] of [70, 9, 1].entries()) {
    const prompts = Array.from({ length: Math.ceil(rows / 4) }, () => randomTokens(rng, SHAPE, rng.int(1, 9)));
    const options = { temperature: 1.2, maxNewTokens: 30, seed: 3, step, eosToken: EOS };
    seen.push(await policy.sample(prompts, 4, options));
    seen.push(await policy.sample(prompts, 4, { ...options, topP: 0.8 }));
    const batch = Array.from({ length: rows }, () => randomSequence(rng, SHAPE, rng.int(1, 9), rng.int(0, 40)));
    const scores = await policy.forward(batch, { temperature: 0.9, keep: true });
    seen.push(scores, await policy.forward(batch, { temperature: 1, slot: "reference" }));
    await policy.backward(
      scores.logProbs.map(() => rng.normal()),
      scores.logProbs.map(() => rng.normal()),
    );
    seen.push(await policy.gradients(), await policy.optimizerStep(adamW));
    seen.push(await policy.exportWeights("policy"));
  }
  return seen;
}

describe("threads", { timeout: 120_000 }, () => {
  it.each(["auto", "none"] as const)("change no bit of what comes out (variants: %s)", async (variants) => {
    const [one, two, three] = [
      await withThreads(1, variants),
      await withThreads(2, variants),
      await withThreads(3, variants),
    ];
    const want = await train(one);
    expect(await train(two)).toEqual(want);
    expect(await train(three)).toEqual(want);
    for (const policy of [one, two, three]) policy.dispose();
  });
});
