export type Floats = Float32Array | Float64Array;

/**
 * What the objective works on: completions of any length laid end to end. B rows, S tokens; row b owns the tokens
 * offsets[b] … offsets[b + 1] − 1. All log-probs at the sampling temperature.
 */
export interface ObjectiveBatch {
  offsets: Int32Array; // [B + 1], starts with 0, ends with S
  logProbs: Floats; // [S], of the policy being trained
  /** null: the policy has not moved since sampling; the log-probs themselves stand in, without gradient. */
  oldLogProbs: Floats | null; // [S]
  /** Needed where klCoef is not 0. */
  refLogProbs: Floats | null; // [S]
  /** Needed for an entropy bonus or an entropy quantile; else only reported. */
  entropies: Floats | null; // [S]
  /** 1 = active; left out, every token is. Masked tokens get exactly 0 as gradient. */
  mask?: Uint8Array; // [S]
  advantages: Float64Array; // [B]
  /**
   * Size of the whole optimiser step this batch is a part of; left out, the batch is the whole step. The parts' losses and
   * gradients then add up to the step's, however unevenly it was cut.
   */
  normalizer?: { tokens: number; sequences: number };
}

/** The same with every array there and counted. Ratios are not needed where a token is inactive: those are left 0. */
export interface PreparedBatch {
  rows: number;
  size: number;
  offsets: Int32Array;
  logProbs: Floats;
  /** l − o, 0 where masked. */
  logRatios: Float64Array; // [S]
  refLogProbs: Floats | null;
  entropies: Floats | null;
  active: Uint8Array; // [S]
  activeCounts: Int32Array; // [B]
  activeTotal: number;
  advantages: Float64Array;
  normalizer: { tokens: number; sequences: number };
}

/** @throws Error naming the array whose length does not fit */
export function prepareBatch(batch: ObjectiveBatch): PreparedBatch {
  const { offsets, logProbs, oldLogProbs, refLogProbs, entropies, advantages } = batch;
  const size = logProbs.length;
  const rows = offsets.length - 1;
  if (rows < 0 || offsets[0] !== 0 || offsets[rows] !== size) {
    throw new Error(`objective: expected offsets from 0 to ${size}, got ${offsets[0]} to ${offsets[rows]}`);
  }
  if (offsets.some((offset, b) => b > 0 && offset < (offsets[b - 1] ?? 0))) {
    throw new Error("objective: expected offsets that never fall, got falling ones");
  }
  const lengths: Record<string, [number | undefined, number]> = {
    oldLogProbs: [oldLogProbs?.length, size],
    refLogProbs: [refLogProbs?.length, size],
    entropies: [entropies?.length, size],
    mask: [batch.mask?.length, size],
    advantages: [advantages.length, rows],
  };
  for (const [name, [length, expected]] of Object.entries(lengths)) {
    if (length !== undefined && length !== expected) {
      throw new Error(`objective: expected ${expected} values in ${name}, got ${length}`);
    }
  }
  const active = new Uint8Array(size);
  const logRatios = new Float64Array(size);
  const activeCounts = new Int32Array(rows);
  for (let b = 0; b < rows; b++) {
    for (let t = offsets[b] as number; t < (offsets[b + 1] as number); t++) {
      if (batch.mask && batch.mask[t] === 0) continue;
      active[t] = 1;
      (activeCounts[b] as number)++;
      if (oldLogProbs) logRatios[t] = (logProbs[t] as number) - (oldLogProbs[t] as number);
    }
  }
  const activeTotal = activeCounts.reduce((a, b) => a + b, 0);
  const normalizer = batch.normalizer ?? { tokens: activeTotal, sequences: rows };
  return {
    rows,
    size,
    offsets,
    logProbs,
    logRatios,
    refLogProbs,
    entropies,
    active,
    activeCounts,
    activeTotal,
    advantages,
    normalizer,
  };
}
