import { sizeShape } from "../../../src/engine/model/shape.ts";
import type { BackendInfo } from "../../../src/engine/policy.ts";
import { createWasmPolicy } from "../../../src/engine/wasm/wasmPolicy.ts";
import { Rng } from "../../../src/lib/rng.ts";
import { randomSequence, testWeights } from "../../support/testWeights.ts";

const SHAPE = sizeShape("nano", 64);

export interface Sampled {
  backend: BackendInfo;
  results: unknown[];
}

/** A rollout and an update with so many threads. */
export async function sampleWithThreads(threads: number): Promise<Sampled> {
  const policy = await createWasmPolicy(SHAPE, testWeights(SHAPE, 4), { threads });
  const rng = Rng.of(8, "browser threads");
  const batch = Array.from({ length: 40 }, () => randomSequence(rng, SHAPE, 5, rng.int(1, 30)));
  const prompts = batch.slice(0, 10).map(({ prompt }) => prompt);
  const rollout = await policy.sample(prompts, 8, { temperature: 1, maxNewTokens: 30, seed: 1, step: 1, eosToken: 2 });
  const scores = await policy.forward(batch, { temperature: 1, keep: true });
  await policy.backward(scores.logProbs.map(() => rng.normal()));
  const results = [rollout, scores, await policy.gradients()];
  policy.dispose();
  return { backend: policy.backend, results };
}
