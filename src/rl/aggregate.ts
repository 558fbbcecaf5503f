import type { PreparedBatch } from "./objectiveBatch.ts";
import type { ObjectiveSettings } from "./objectiveSettings.ts";

/**
 * The loss is Σ_t a_t · (token's loss); this is a, 0 where masked. n_i = active tokens of row i, N and B = active tokens and
 * rows of the whole optimiser step.
 *
 * sequence-mean      1 / (B n_i)     GRPO, arXiv 2402.03300, equation 3; TRL "grpo", "sapo"
 * token-mean         1 / N           DAPO, arXiv 2503.14476; TRL "dapo", "cispo", "vespo"
 * local-token-mean   token-mean over this batch alone, weighted by its share of the step's rows; TRL "bnpo"
 * constant           1 / (B L)       Dr. GRPO, arXiv 2503.20783; TRL "dr_grpo"
 * sequence-sum-mean  1 / B           LUSPO, arXiv 2602.05261; TRL "luspo"
 */
export function aggregate(batch: PreparedBatch, kind: ObjectiveSettings["aggregate"], lengthCap: number): Float64Array {
  const tokens = Math.max(1, batch.normalizer.tokens);
  const sequences = Math.max(1, batch.normalizer.sequences);
  const weights = new Float64Array(batch.size);
  for (let b = 0; b < batch.rows; b++) {
    const weight = rowWeight(Math.max(1, batch.activeCounts[b] as number));
    for (let t = batch.offsets[b] as number; t < (batch.offsets[b + 1] as number); t++) {
      if (batch.active[t]) weights[t] = weight;
    }
  }
  return weights;

  function rowWeight(count: number): number {
    switch (kind) {
      case "sequence-mean":
        return 1 / (sequences * count);
      case "token-mean":
        return 1 / tokens;
      case "local-token-mean":
        return batch.rows / sequences / Math.max(1, batch.activeTotal);
      case "constant":
        return 1 / (sequences * lengthCap);
      case "sequence-sum-mean":
        return 1 / sequences;
    }
  }
}
