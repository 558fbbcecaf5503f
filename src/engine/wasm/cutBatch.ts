import type { ModelShape, Sequence } from "../policy.ts";
import { Arena } from "./arena.ts";
import { inputLength } from "./packSequences.ts";
import { layoutPass } from "./passLayout.ts";

/** Activations kept from a forward pass to its backward pass take about this much at most: micro with 512 rows is within it. */
const KEEP_BYTES = 640 * 2 ** 20;
/** A batch is cut into so many parts, which threads take one by one; each has its own block of gradients while it is computed. */
const PARTS = 8;
const PARTS_OF_LARGE = 4;
const LARGE_PARAMETERS = 2e6;
/** Smaller parts are not worth their block of gradients. */
const PART_TOKENS = 128;

/**
 * Contiguous, about equally costly parts of a batch, in rounds of which each is small enough for its activations to be kept.
 * The cut depends on the batch and the model alone, never on the number of threads: gradients are added up part by part, and
 * so come out the same bit by bit. Every completion has at least one token.
 *
 * @returns rounds of parts of sequences; a single round can be kept
 */
export function cutBatch(shape: ModelShape, parameters: number, batch: readonly Sequence[]): Sequence[][][] {
  if (batch.length === 0) return [];
  const lengths = batch.map(inputLength);
  const N = lengths.reduce((a, b) => a + b, 0);
  const S = batch.reduce((sum, { completion }) => sum + completion.length, 0);
  const bytes = Arena.bytesOf((arena) => layoutPass(shape, { lengths, N, S, longest: 0 }, true, arena));
  const rounds = Math.ceil(bytes / KEEP_BYTES);
  const most = parameters > LARGE_PARAMETERS ? PARTS_OF_LARGE : PARTS;
  const parts = Math.max(1, Math.min(most, Math.floor(N / PART_TOKENS)));
  const costs = lengths.map((T) => T * (parameters + 2 * shape.layers * shape.width * T));
  const chunks = contiguous(batch, costs, rounds * parts);
  return Array.from({ length: Math.ceil(chunks.length / parts) }, (_, r) => chunks.slice(r * parts, (r + 1) * parts));
}

/** At most n runs of items, each ending where its share of the total cost is nearest. */
function contiguous<T>(items: readonly T[], costs: readonly number[], n: number): T[][] {
  const total = costs.reduce((a, b) => a + b, 0);
  const runs: T[][] = Array.from({ length: n }, () => []);
  let before = 0;
  items.forEach((item, i) => {
    const middle = before + (costs[i] as number) / 2;
    runs[Math.min(n - 1, Math.floor((middle / total) * n))]?.push(item);
    before += costs[i] as number;
  });
  return runs.filter((run) => run.length > 0);
}
