import type { Sequence } from "../../engine/policy.ts";
import { Rng } from "../../lib/rng.ts";
import { sampleDocument } from "../../world/corpus.ts";
import { encode } from "../../world/vocabulary.ts";
import type { WorldId } from "../../world/worlds.ts";
import { isHeldOut } from "../heldOut.ts";

/** Documents drawn and sorted together; sorting inside a pool is what keeps a batch's lengths alike. */
const POOL_DOCUMENTS = 2048;

/**
 * The batches of one pool of documents: sorted by length, cut so that length × rows stays within batchTokens, in random
 * order. No document is about a held-out problem. Depends on its arguments alone, so that a resumed run needs no generator
 * state.
 *
 * @returns batches of sequences whose prompt is `<bos>`: every token after it is scored
 */
export function corpusBatches(world: WorldId, seed: number, pool: number, batchTokens: number): Sequence[][] {
  const rng = Rng.of(seed, "corpus", pool);
  const documents = Array.from({ length: POOL_DOCUMENTS }, () => documentTokens(rng, world)).sort(
    (a, b) => a.length - b.length,
  );
  const batches: Sequence[][] = [];
  let batch: Sequence[] = [];
  for (const tokens of documents) {
    if (batch.length > 0 && tokens.length * (batch.length + 1) > batchTokens) {
      batches.push(batch);
      batch = [];
    }
    batch.push({ prompt: tokens.subarray(0, 1), completion: tokens.subarray(1) });
  }
  batches.push(batch);
  return rng.shuffle(batches);
}

function documentTokens(rng: Rng, world: WorldId): Int32Array {
  for (;;) {
    const { problem, earlier, prompt, response } = sampleDocument(rng, { world });
    if (!isHeldOut(problem) && !(earlier && isHeldOut(earlier))) return encode(`${prompt} ${response}`);
  }
}
