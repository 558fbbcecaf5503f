import type { PreparedBatch } from "./objectiveBatch.ts";
import type { ObjectiveSettings } from "./objectiveSettings.ts";

/** Importance ratios w, and the way back from a gradient with respect to them to one with respect to the log-probs. */
export interface Ratios {
  values: Float64Array; // [S], 0 where masked
  /** One value a completion, repeated at its tokens. */
  perSequence: boolean;
  /** Adds ∂/∂l, given ∂/∂w at every token. */
  backward(dRatios: Float64Array, dLogProbs: Float64Array): void;
}

/**
 * token           w_t = e^{x_t}                       PPO, GRPO
 * sequence        s = e^{mean_t x_t}                  GSPO, arXiv 2507.18071, equation 7
 * sequence-token  sg(s) · π/sg(π): value s            GSPO-token, equation 13
 */
export function ratios(batch: PreparedBatch, level: ObjectiveSettings["ratio"]): Ratios {
  if (level === "token") {
    const values = batch.logRatios.map((x, t) => (batch.active[t] ? Math.exp(x) : 0));
    return { values, perSequence: false, backward: (dRatios, out) => addProducts(dRatios, values, out) };
  }
  const passes = new Uint8Array(batch.size).fill(1);
  const sequence = sequenceRatios(batch, batch.logRatios, passes);
  if (level === "sequence") return sequence;
  const { values } = sequence;
  return { values, perSequence: false, backward: (dRatios, out) => addProducts(dRatios, values, out) };
}

/**
 * GMPO (arXiv 2507.20673): the geometric mean of a completion's ratios, each clipped in log space in the direction in which
 * its advantage would push it further. Divides by the plain count (verl adds 1e-8 to it).
 *
 * @returns clipped: 1 above, −1 below, 0 not clipped
 */
export function clippedSequenceRatios(batch: PreparedBatch, logClip: number): { ratios: Ratios; clipped: Int8Array } {
  const clippedLogRatios = new Float64Array(batch.size);
  const passes = new Uint8Array(batch.size).fill(1);
  const clipped = new Int8Array(batch.size);
  for (let b = 0; b < batch.rows; b++) {
    const advantage = batch.advantages[b] as number;
    for (let t = batch.offsets[b] as number; t < (batch.offsets[b + 1] as number); t++) {
      const x = batch.logRatios[t] as number;
      clipped[t] = advantage > 0 && x > logClip ? 1 : advantage < 0 && x < -logClip ? -1 : 0;
      clippedLogRatios[t] = clipped[t] === 0 ? x : (clipped[t] as number) * logClip;
      passes[t] = clipped[t] === 0 ? 1 : 0;
    }
  }
  return { ratios: sequenceRatios(batch, clippedLogRatios, passes), clipped };
}

function sequenceRatios(batch: PreparedBatch, logRatios: Float64Array, passes: Uint8Array): Ratios {
  const { rows, offsets, active, activeCounts } = batch;
  const values = new Float64Array(batch.size);
  forEachRow((start, end, count) => {
    let total = 0;
    for (let t = start; t < end; t++) if (active[t]) total += logRatios[t] as number;
    const ratio = Math.exp(total / count);
    for (let t = start; t < end; t++) if (active[t]) values[t] = ratio;
  });
  return {
    values,
    perSequence: true,
    backward(dRatios, out) {
      forEachRow((start, end, count) => {
        let total = 0;
        for (let t = start; t < end; t++) if (active[t]) total += (dRatios[t] as number) * (values[t] as number);
        for (let t = start; t < end; t++) if (active[t] && passes[t]) out[t] = (out[t] as number) + total / count;
      });
    },
  };

  function forEachRow(visit: (start: number, end: number, count: number) => void): void {
    for (let b = 0; b < rows; b++) {
      visit(offsets[b] as number, offsets[b + 1] as number, Math.max(1, activeCounts[b] as number));
    }
  }
}

function addProducts(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let t = 0; t < out.length; t++) out[t] = (out[t] as number) + (a[t] as number) * (b[t] as number);
}
