import { shown } from "../lib/shown.ts";
import { advantages } from "../rl/advantages.ts";
import { objective } from "../rl/objective.ts";
import { trlSettings, type TrlSettings } from "../rl/trlSettings.ts";
import { isRecord, objectiveInputs, type ObjectiveInputs } from "./objectiveInputs.ts";

export interface CaseResult {
  loss: number;
  grad: number[][]; // [B][T]
  metrics: Record<string, number>;
}

/**
 * Computes every case of a file in the form of test/fixtures/trl_grpo_vectors.json. A case may replace some of the inputs, or
 * the group size, by its own. Other keys (about, loss, grad, metrics: what somebody else computed) are not read; an unknown
 * setting is an error.
 *
 * @param where name of the file
 * @throws Error naming the case and the place
 */
export function objectiveCases(file: unknown, where: string): Record<string, CaseResult> {
  const top = record(file, where);
  const cases = record(top["cases"], `${where}: cases`);
  if (Object.keys(cases).length === 0) throw new Error(`${where}: cases: expected at least one case, got none`);
  return Object.fromEntries(
    Object.entries(cases).map(([name, value]) => {
      const place = `${where}: case ${JSON.stringify(name)}`;
      return [name, runCase(top, record(value, place), place)];
    }),
  );
}

function runCase(top: Record<string, unknown>, given: Record<string, unknown>, place: string): CaseResult {
  const shared = top["inputs"] === undefined ? {} : record(top["inputs"], `${place}: inputs`);
  const own = given["inputs"] === undefined ? {} : record(given["inputs"], `${place}: inputs`);
  const raw: Record<string, unknown> = { ...shared, ...own };
  const settingsInput = record(given["settings"], `${place}: settings`);
  // First pass for what the settings need, second for the length cap, which the inputs may bring.
  const { objective: needs, useOld } = trlSettings(settingsInput, `${place}: settings`, 1);
  const inputs = objectiveInputs(raw, `${place}: inputs`, {
    old: useOld && raw["old_logp"] !== null,
    ref: needs.klCoef !== 0,
    entropy: needs.entropyCoef !== 0 || needs.topEntropyQuantile < 1,
  });
  const settings = trlSettings(settingsInput, `${place}: settings`, inputs.maxCompletionLength);
  const groupSize = readGroupSize(given["group_size"] ?? top["group_size"], settings.groupSize, inputs.rows, place);
  const { rows, columns } = inputs;
  const result = objective(
    {
      offsets: Int32Array.from({ length: rows + 1 }, (_, b) => b * columns),
      logProbs: inputs.logp,
      oldLogProbs: inputs.oldLogp,
      refLogProbs: inputs.refLogp,
      entropies: inputs.entropy,
      mask: inputs.mask,
      advantages: caseAdvantages(inputs, groupSize, settings),
    },
    settings.objective,
  );
  const overflow = result.dLogProbs.findIndex((value) => !Number.isFinite(value));
  if (overflow >= 0) {
    throw new Error(
      `${place}: grad[${Math.floor(overflow / columns)}][${overflow % columns}]: expected a finite number, got ${result.dLogProbs[overflow]} (the log-probs are too far apart)`,
    );
  }
  if (!Number.isFinite(result.loss)) throw new Error(`${place}: loss: expected a finite number, got ${result.loss}`);
  const grad = Array.from({ length: rows }, (_, b) =>
    Array.from(result.dLogProbs.subarray(b * columns, (b + 1) * columns)),
  );
  return { loss: result.loss, grad, metrics: result.metrics };
}

function caseAdvantages(inputs: ObjectiveInputs, groupSize: number, settings: TrlSettings): Float64Array {
  const weigh = (values: Float64Array) => values.map((value) => value * settings.rewardWeight);
  if (!settings.normalizeThenSum) return advantages(weigh(inputs.rewards), groupSize, settings.scaleRewards).advantages;
  const normalized = weigh(advantages(inputs.rewards, groupSize, "group").advantages);
  return advantages(normalized, normalized.length, "group").advantages;
}

function readGroupSize(value: unknown, setting: number | null, rows: number, place: string): number {
  const size = setting ?? value;
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 1) {
    throw new Error(`${place}: group_size: expected a whole number of 1 or more, got ${shown(size)}`);
  }
  if (rows % size !== 0) {
    throw new Error(`${place}: group_size: expected a divisor of the number of rows, ${rows}, got ${size}`);
  }
  return size;
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (isRecord(value)) return value;
  throw new Error(`${where}: expected an object, got ${shown(value)}`);
}
