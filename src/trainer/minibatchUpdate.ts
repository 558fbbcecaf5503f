import type { AdamWOptions, Policy, Sequence } from "../engine/policy.ts";
import type { Metrics } from "../protocol/messages.ts";
import type { RunConfig } from "../rl/config.ts";
import { learningRateAt } from "../rl/learningRateAt.ts";
import { objective } from "../rl/objective.ts";
import { objectiveSettings } from "../rl/objectiveSettings.ts";
import { assertFinite, assertFiniteLogProbs, NonFiniteError } from "./nonFiniteError.ts";
import type { RolloutRow } from "./rolloutStep.ts";

/** What an update saw of one completion, before it was applied. */
export interface UpdatedRow {
  logProbs: Float32Array; // [T]
  entropies: Float32Array; // [T]
  /** Against the reference; only with a KL term. */
  refLogProbs: Float32Array | null; // [T]
  ratios: Float64Array; // [T]
  clipped: Int8Array; // [T]
  kl: Float64Array | null; // [T]
}

export interface Minibatch {
  rows: readonly RolloutRow[]; // [B]
  advantages: Float64Array; // [B]
  /** Known from an earlier pass, or null. */
  refLogProbs: readonly (Float32Array | null)[]; // B × [T]
}

/**
 * forward → objective → backward → one optimiser step.
 *
 * @param where opens the error message
 * @throws NonFiniteError before anything that is not finite is applied
 */
export async function minibatchUpdate(
  policy: Policy,
  batch: Minibatch,
  config: RunConfig,
  step: number,
  where: string,
): Promise<{ rows: UpdatedRow[]; metrics: Metrics }> {
  const { temperature } = config;
  const { offsets, split, join } = raggedOf(batch.rows);
  const sequences = batch.rows.map(({ prompt, completion }): Sequence => ({ prompt, completion }));
  const refLogProbs = config.klCoef > 0 ? await referenceLogProbs() : null;
  const { logProbs, entropies } = await policy.forward(sequences, { temperature, keep: true });
  await assertFiniteLogProbs(policy, logProbs, where);

  const oldLogProbs = join(batch.rows.map((row) => row.oldLogProbs));
  const { advantages } = batch;
  const result = objective(
    { offsets, logProbs, oldLogProbs, refLogProbs, entropies, advantages },
    objectiveSettings(config),
  );
  assertFinite([result.loss], "the loss", where);
  assertFinite(result.dLogProbs, "the gradient of the loss", where);

  await policy.backward(
    Float32Array.from(result.dLogProbs),
    result.dEntropies ? Float32Array.from(result.dEntropies) : undefined,
  );
  const { gradNorm, applied, culprit } = await policy.optimizerStep(adamW(config, step));
  if (!applied || !Number.isFinite(gradNorm)) {
    throw new NonFiniteError(where, `the gradient of ${culprit ?? "the policy"}`, gradNorm);
  }
  const rows = batch.rows.map((_, i): UpdatedRow => ({
    logProbs: split(logProbs, i),
    entropies: split(entropies, i),
    refLogProbs: refLogProbs && split(refLogProbs, i),
    ratios: split(result.ratios, i),
    clipped: split(result.clipped, i),
    kl: result.kl && split(result.kl, i),
  }));
  return { rows, metrics: { ...result.metrics, loss: result.loss, grad_norm: gradNorm } };

  /** The reference does not move within a step, so later passes reuse what the first one computed. */
  async function referenceLogProbs(): Promise<Float32Array> {
    const known = batch.refLogProbs.filter((row) => row !== null);
    if (known.length === batch.rows.length) return join(known);
    return (await policy.forward(sequences, { temperature, slot: "reference" })).logProbs;
  }
}

const adamW = (config: RunConfig, step: number): AdamWOptions => ({
  learningRate: learningRateAt(config, step),
  beta1: config.beta1,
  beta2: config.beta2,
  epsilon: 1e-8,
  weightDecay: config.weightDecay,
  maxGradNorm: config.maxGradNorm,
});

interface Sliceable<T> {
  slice(start?: number, end?: number): T;
}

/** Rows of different lengths laid end to end, and back. */
function raggedOf(rows: readonly RolloutRow[]): {
  offsets: Int32Array; // [B + 1]
  split: <T extends Sliceable<T>>(values: T, row: number) => T;
  join: (parts: readonly Float32Array[]) => Float32Array;
} {
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => (offsets[i + 1] = (offsets[i] as number) + row.completion.length));
  return {
    offsets,
    split: (values, row) => values.slice(offsets[row], offsets[row + 1]),
    join: (parts) => {
      const out = new Float32Array(offsets.at(-1) as number);
      parts.forEach((part, i) => out.set(part, offsets[i]));
      return out;
    },
  };
}
