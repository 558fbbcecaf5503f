import type { Policy, Weights, WeightSlot } from "../engine/policy.ts";

/**
 * Runs `body` with other weights in a slot, and puts the slot's own back whatever happens.
 *
 * @param spoilt called where not even that works; what `body` threw is still what is thrown
 */
export async function withWeights<T>(
  policy: Policy,
  slot: WeightSlot,
  weights: Weights,
  body: () => Promise<T>,
  spoilt: () => void,
): Promise<T> {
  const own = await policy.exportWeights(slot);
  const putBack = async (): Promise<void> => {
    try {
      await policy.importWeights(slot, own);
    } catch (error) {
      spoilt();
      throw error;
    }
  };
  let result: T;
  try {
    await policy.importWeights(slot, weights);
    result = await body();
  } catch (error) {
    await putBack().catch(() => {});
    throw error;
  }
  await putBack();
  return result;
}
