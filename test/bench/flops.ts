import type { ModelShape, Sequence } from "../../src/engine/policy.ts";

/**
 * Floating-point operations of the model itself, without recomputation and padding: a multiplication and an addition for each weight and token,
 * causal attention, the output matrix for scored tokens alone.
 */
export function forwardFlops(
  { width: D, mlpWidth: F, layers: L, vocabSize: V }: ModelShape,
  batch: readonly Sequence[],
): number {
  let flops = 0;
  for (const { prompt, completion } of batch) {
    const tokens = prompt.length + completion.length - 1;
    const matrices = 2 * tokens * L * (4 * D * D + 3 * D * F);
    const attention = 2 * L * D * tokens * (tokens + 1);
    flops += matrices + attention + 2 * completion.length * D * V;
  }
  return flops;
}

/** Forward, and twice as much backward; the optimiser's operations are too few to count. */
export const updateFlops = (shape: ModelShape, batch: readonly Sequence[]): number => 3 * forwardFlops(shape, batch);

/** Every prompt once a group, every token of an answer once. */
export function sampleFlops(shape: ModelShape, batch: readonly Sequence[], groupSize: number): number {
  const { width: D, mlpWidth: F, layers: L } = shape;
  let shared = 0;
  batch.forEach(({ prompt: { length } }, row) => {
    if (row % groupSize > 0) shared += 2 * length * L * (4 * D * D + 3 * D * F) + 2 * L * D * length * (length + 1);
  });
  return forwardFlops(shape, batch) - shared;
}
