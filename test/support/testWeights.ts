import { initWeights } from "../../src/engine/model/initWeights.ts";
import type { ModelShape, Sequence, Weights } from "../../src/engine/policy.ts";
import { Rng } from "../../src/lib/rng.ts";

/** Small enough for finite differences, wide enough for SIMD blocks; head width 8. */
export const TINY: ModelShape = {
  vocabSize: 24,
  width: 16,
  layers: 2,
  heads: 2,
  mlpWidth: 24,
  ropeTheta: 10_000,
  normEps: 1e-5,
};

/** Initial weights made less tame: peaked distributions, norm gains that are not 1, so that no factor can be forgotten unseen. */
export function testWeights(shape: ModelShape, seed: number): Weights {
  const weights = initWeights(shape, seed);
  for (const [name, { data }] of weights) {
    const rng = Rng.of(seed, "test", name);
    for (let i = 0; i < data.length; i++) {
      if (name.endsWith("norm.weight")) data[i] = 1 + 0.3 * rng.normal();
      else if (name.includes("embed")) data[i] = (data[i] as number) * 20;
      else data[i] = (data[i] as number) * 1.5;
    }
  }
  return weights;
}

export const randomTokens = (rng: Rng, shape: ModelShape, length: number): Int32Array =>
  Int32Array.from({ length }, () => rng.int(0, shape.vocabSize - 1));

export const randomSequence = (rng: Rng, shape: ModelShape, prompt: number, completion: number): Sequence => ({
  prompt: randomTokens(rng, shape, prompt),
  completion: randomTokens(rng, shape, completion),
});
