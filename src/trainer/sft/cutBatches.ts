/** What one example costs in a batch. */
export interface ItemSize {
  /** Sequences that must stand in one batch. */
  rows: number;
  /** Tokens of the longest of them, prompt and completion. */
  tokens: number;
}

/**
 * Sorts examples by length and cuts them so that longest × rows of a batch stays within batchTokens. An example that is larger alone
 * has a batch of its own.
 *
 * @param order indices into sizes; examples of equal length keep this order
 */
export function cutBatches(order: readonly number[], sizes: readonly ItemSize[], batchTokens: number): number[][] {
  const sizeAt = (index: number): ItemSize => sizes[index] ?? { rows: 0, tokens: 0 };
  const batches: number[][] = [];
  let batch: number[] = [];
  let rows = 0;
  for (const index of [...order].sort((a, b) => sizeAt(a).tokens - sizeAt(b).tokens)) {
    const size = sizeAt(index);
    if (batch.length > 0 && size.tokens * (rows + size.rows) > batchTokens) {
      batches.push(batch);
      batch = [];
      rows = 0;
    }
    batch.push(index);
    rows += size.rows;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
