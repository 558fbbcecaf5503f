import type { PreparedBatch } from "./objectiveBatch.ts";

/** The tokens that take part in the policy term (1) and those that only count in the divisors (0). */
export function offPolicyFilter(batch: PreparedBatch, threshold: number): Uint8Array {
  const keep = new Uint8Array(batch.size).fill(1);
  if (threshold === Number.POSITIVE_INFINITY) return keep;
  for (let b = 0; b < batch.rows; b++) {
    const start = batch.offsets[b] as number;
    const end = batch.offsets[b + 1] as number;
    let drift = 0;
    for (let t = start; t < end; t++) if (batch.active[t]) drift -= batch.logRatios[t] as number;
    drift /= Math.max(1, batch.activeCounts[b] as number);
    if ((batch.advantages[b] as number) < 0 && drift > threshold) keep.fill(0, start, end);
  }
  return keep;
}

/**
 * 1 for the active tokens whose entropy reaches the (1 − share) quantile of the active tokens' entropies, linear interpolation
 * (arXiv 2506.01939). The quantile is taken in float32, as TRL and torch.quantile do, so that a token exactly on it falls on
 * the same side.
 *
 * @throws Error when the batch has no entropies
 */
export function topEntropyFilter(batch: PreparedBatch, share: number): Uint8Array {
  const { entropies, active } = batch;
  if (share >= 1) return new Uint8Array(batch.size).fill(1);
  if (!entropies) throw new Error("objective: expected entropies because topEntropyQuantile is below 1, got none");
  const values = Float32Array.from(entropies).filter((_, t) => active[t] === 1);
  const threshold = float32Quantile(values, 1 - share);
  return Uint8Array.from(entropies, (entropy, t) => (active[t] === 1 && entropy >= threshold ? 1 : 0));
}

/** torch.quantile: rank, weight and interpolation each rounded to float32. NaN for no values. */
function float32Quantile(values: Float32Array, q: number): number {
  const f = Math.fround;
  const sorted = values.toSorted();
  const rank = f(f(q) * (sorted.length - 1));
  const below = Math.floor(rank);
  const weight = f(rank - below);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.ceil(rank)] ?? Number.NaN;
  const step = f(high - low);
  return weight < 0.5 ? f(low + f(weight * step)) : f(high - f(step * f(1 - weight)));
}
