import { Rng } from "../../lib/rng.ts";
import { cutBatches, type ItemSize } from "./cutBatches.ts";

/** Examples drawn and sorted together; sorting inside a pool is what keeps a batch's lengths alike. */
const POOL_EXAMPLES = 2048;

/**
 * The batches of one pass over the examples: shuffled, cut into pools, each sorted by length and cut to batchTokens, and all the
 * batches in random order. Depends on its arguments alone, so that a resumed run needs no generator state.
 *
 * @returns indices of examples, each exactly once
 */
export function epochBatches(sizes: readonly ItemSize[], seed: number, epoch: number, batchTokens: number): number[][] {
  const rng = Rng.of(seed, "sft", epoch);
  const order = rng.shuffle([...sizes.keys()]);
  const batches: number[][] = [];
  for (let at = 0; at < order.length; at += POOL_EXAMPLES) {
    batches.push(...cutBatches(order.slice(at, at + POOL_EXAMPLES), sizes, batchTokens));
  }
  return rng.shuffle(batches);
}
