import { Rng } from "../../lib/rng.ts";
import type { ModelShape, Weights } from "../policy.ts";
import { parameterSpecs, sizeOf } from "./parameters.ts";

/**
 * Untrained weights. Each tensor has its own stream, so its values depend on the seed, its name and its shape alone.
 *
 * @returns Hugging Face names → row-major values, in storage order
 */
export function initWeights(shape: ModelShape, seed: number): Weights {
  const weights: Weights = new Map();
  for (const spec of parameterSpecs(shape)) {
    const data = new Float32Array(sizeOf(spec.shape));
    if (spec.init === "ones") {
      data.fill(1);
    } else {
      const rng = Rng.of(seed, "init", spec.name);
      for (let i = 0; i < data.length; i++) data[i] = spec.init * rng.normal();
    }
    weights.set(spec.name, { shape: spec.shape, data });
  }
  return weights;
}
