import type { Policy } from "../engine/policy.ts";
import { Rng } from "../lib/rng.ts";
import type { Metrics } from "../protocol/messages.ts";
import type { RunConfig } from "../rl/config.ts";
import { minibatchUpdate, type UpdatedRow } from "./minibatchUpdate.ts";
import type { RolloutRow, StepRollout } from "./rolloutStep.ts";
import type { StepHooks } from "./stepHooks.ts";

export interface StepUpdate {
  /** Of the first pass. */
  rows: UpdatedRow[]; // [B]
  /** One of each update, in order; tokens: completion tokens in it. */
  updates: { metrics: Metrics; tokens: number }[];
  /** Indices of the rows of the very first update: the weights that scored them are still those that sampled them. */
  firstRows: number[];
  seconds: number;
}

/**
 * config.passes passes over the rollout, each in config.minibatches shuffled, nearly equal parts; one optimiser step a part.
 *
 * @param advantages [B]
 * @throws NonFiniteError before anything that is not finite is applied
 */
export async function updateStep(
  policy: Policy,
  rollout: StepRollout,
  advantages: Float64Array,
  config: RunConfig,
  step: number,
  hooks: StepHooks,
): Promise<StepUpdate> {
  const result: StepUpdate = { rows: [], updates: [], firstRows: [], seconds: 0 };
  const total = config.passes * config.minibatches;
  let milliseconds = 0;
  let tokens = 0;
  for (let pass = 0; pass < config.passes; pass++) {
    for (const indices of minibatches(rollout.rows.length, config, step, pass)) {
      await hooks.pausePoint();
      hooks.onProgress(
        "updating",
        result.updates.length / total,
        milliseconds > 0 ? (1000 * tokens) / milliseconds : 0,
      );
      const start = performance.now();
      const batch = {
        rows: indices.map((index) => rollout.rows[index] as RolloutRow),
        advantages: Float64Array.from(indices, (index) => advantages[index] as number),
        refLogProbs: indices.map((index) => result.rows[index]?.refLogProbs ?? null),
      };
      const where = `step ${step}, update ${result.updates.length + 1} of ${total}`;
      const { rows, metrics } = await minibatchUpdate(policy, batch, config, step, where);
      if (result.updates.length === 0) result.firstRows = indices;
      if (pass === 0) indices.forEach((index, i) => (result.rows[index] = rows[i] as UpdatedRow));
      result.updates.push({ metrics, tokens: batch.rows.reduce((sum, row) => sum + row.completion.length, 0) });
      tokens += result.updates.at(-1)?.tokens ?? 0;
      milliseconds += performance.now() - start;
    }
  }
  result.seconds = milliseconds / 1000;
  return result;
}

/** Row indices of each minibatch; sizes differ by one at most. Stream (seed, "minibatches", step, pass). */
export function minibatches(rows: number, config: RunConfig, step: number, pass: number): number[][] {
  const shuffled = Rng.of(config.seed, "minibatches", step, pass).shuffle(
    Array.from({ length: rows }, (_, row) => row),
  );
  const count = Math.min(config.minibatches, rows);
  return Array.from({ length: count }, (_, i) =>
    shuffled.slice(Math.floor((i * rows) / count), Math.floor(((i + 1) * rows) / count)),
  );
}
