import { expect, it } from "vitest";
import type { PolicyTimings } from "../../../src/engine/policy.ts";
import { createWasmPolicy } from "../../../src/engine/wasm/wasmPolicy.ts";
import { Rng } from "../../../src/lib/rng.ts";
import { randomSequence, testWeights, TINY } from "../../support/testWeights.ts";

it("files every call's time under its own phase", async () => {
  const policy = await createWasmPolicy(TINY, testWeights(TINY, 1));
  const rng = Rng.of(1, "timings");
  const batch = Array.from({ length: 40 }, () => randomSequence(rng, TINY, 4, 12));
  const scored = new Float32Array(40 * 12).fill(0.1);
  let before = policy.timings();
  const grown = (): string[] => {
    const after = policy.timings();
    const phases = (Object.keys(after) as (keyof PolicyTimings)[]).filter((phase) => after[phase] > before[phase]);
    before = after;
    return phases.sort();
  };
  expect(Object.values(before).every((seconds) => seconds === 0)).toBe(true);
  await policy.forward(batch, { temperature: 1 });
  expect(grown()).toEqual(["logProbs"]);
  await policy.forward(batch, { temperature: 1, keep: true });
  expect(grown()).toEqual(["forward"]);
  await policy.backward(scored);
  expect(grown()).toEqual(["backward"]);
  await policy.optimizerStep({
    learningRate: 0.01,
    beta1: 0.9,
    beta2: 0.95,
    epsilon: 1e-8,
    weightDecay: 0,
    maxGradNorm: 1,
  });
  expect(grown()).toEqual(["optimizer"]);
  const start = performance.now();
  await policy.sample([Int32Array.of(1, 5)], 30, { temperature: 1, maxNewTokens: 12, seed: 1, step: 1, eosToken: 2 });
  const elapsed = (performance.now() - start) / 1000;
  const sampling = before;
  expect(grown()).toEqual(["decode", "prefill"]);
  const taken = before.prefill + before.decode - sampling.prefill - sampling.decode;
  expect(taken).toBeLessThanOrEqual(elapsed);
  expect(taken).toBeGreaterThan(elapsed / 2);
  policy.dispose();
});
