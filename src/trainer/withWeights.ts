import type { Policy, Weights, WeightSlot } from "../engine/policy.ts";

/** Runs `body` with other weights in a slot, and puts the slot's own back whatever happens. */
export async function withWeights<T>(
  policy: Policy,
  slot: WeightSlot,
  weights: Weights,
  body: () => Promise<T>,
): Promise<T> {
  const own = await policy.exportWeights(slot);
  await policy.importWeights(slot, weights);
  try {
    return await body();
  } finally {
    await policy.importWeights(slot, own);
  }
}
