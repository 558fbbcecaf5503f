import { describe, expect, it } from "vitest";
import { objective } from "../../src/rl/objective.ts";
import type { ObjectiveSettings } from "../../src/rl/objectiveSettings.ts";
import { COMBINATIONS, named, stopsGradient } from "./combinations.ts";
import { randomBatch, SETTINGS, type FullBatch } from "./randomBatch.ts";

const STEP = 1e-5;
/** The loss with token t's log-prob moved by `by`; moving the old one along keeps the ratio. */
function moved(batch: FullBatch, settings: ObjectiveSettings, t: number, by: number, keepRatio: boolean): number {
  const logProbs = batch.logProbs.map((l, i) => (i === t ? l + by : l));
  const oldLogProbs = keepRatio ? batch.oldLogProbs.map((o, i) => (i === t ? o + by : o)) : batch.oldLogProbs;
  return objective({ ...batch, logProbs, oldLogProbs }, settings).loss;
}

function numericGradient(batch: FullBatch, settings: ObjectiveSettings, t: number): number {
  const policyOnly = { ...settings, klCoef: 0 };
  const slope = (of: (by: number) => number) => (of(STEP) - of(-STEP)) / (2 * STEP);
  const policy = slope((by) => moved(batch, policyOnly, t, by, stopsGradient(settings)));
  if (settings.klCoef === 0) return policy;
  return policy + slope((by) => moved(batch, settings, t, by, false) - moved(batch, policyOnly, t, by, false));
}

/** A finite difference across a kink measures nothing: such batches are redrawn. */
function nearKink(batch: FullBatch, settings: ObjectiveSettings): boolean {
  const { ratios } = objective(batch, settings);
  const kinks = [1 - settings.clipLow, 1 + settings.clipHigh, settings.clipDelta, settings.cispoCap];
  const logKinks = [settings.gmpoLogClip, -settings.gmpoLogClip];
  return batch.logProbs.some((l, t) => {
    const x = l - (batch.oldLogProbs[t] ?? 0);
    return (
      kinks.some((kink) => Math.abs((ratios[t] ?? 0) - kink) < 1e-3) ||
      logKinks.some((kink) => Math.abs(x - kink) < 1e-3)
    );
  });
}

function smoothBatch(seed: number, settings: ObjectiveSettings): FullBatch {
  for (let attempt = 0; attempt < 100; attempt++) {
    const batch = randomBatch(seed + 1000 * attempt);
    if (!nearKink(batch, settings)) return batch;
  }
  throw new Error("smoothBatch: expected a batch away from every kink within 100 draws, got none");
}

function expectGradient(batch: FullBatch, settings: ObjectiveSettings): void {
  const { dLogProbs } = objective(batch, settings);
  batch.logProbs.forEach((_, t) => {
    expect(Math.abs((dLogProbs[t] ?? Number.NaN) - numericGradient(batch, settings, t)), `token ${t}`).toBeLessThan(
      2e-8,
    );
  });
}

describe("gradient against central differences", () => {
  it.each(COMBINATIONS.map((settings) => [named(settings), settings] as const))("%s", (_, settings) => {
    for (const seed of [1, 2, 3]) expectGradient(smoothBatch(seed, settings), settings);
  });

  it.each([
    ["delta below the clip", { clipDelta: 1.1 }],
    ["delta above the clip", { clipDelta: 1.5 }],
    ["clip of 10", { clipLow: 10, clipHigh: 10 }],
    ["entropy quantile", { topEntropyQuantile: 0.4, klCoef: 0.2 }],
    ["off-policy rule", { offPolicyThreshold: 0.05, klCoef: 0.2 }],
    ["sharp sapo", { trust: "sapo", sapo: { positive: 3, negative: 7 } }],
    ["other vespo", { trust: "vespo", vespo: { kPositive: 1, lambdaPositive: 1.5, kNegative: 0, lambdaNegative: 0 } }],
    ["bounded k3", { klCoef: 0.2, klClamp: 0.35 }],
  ] as const)("%s", (_, change) => {
    const settings: ObjectiveSettings = { ...SETTINGS, ...change };
    for (const seed of [4, 5]) expectGradient(smoothBatch(seed, settings), settings);
  });

  it("with respect to the entropies", () => {
    for (const topEntropyQuantile of [1, 0.37]) {
      const settings = { ...SETTINGS, entropyCoef: 0.7, topEntropyQuantile };
      const batch = randomBatch(6);
      const { dEntropies } = objective(batch, settings);
      batch.entropies.forEach((_, t) => {
        const loss = (by: number) =>
          objective({ ...batch, entropies: batch.entropies.map((e, i) => (i === t ? e + by : e)) }, settings).loss;
        expect(Math.abs((dEntropies?.[t] ?? Number.NaN) - (loss(STEP) - loss(-STEP)) / (2 * STEP))).toBeLessThan(1e-8);
      });
    }
  });
});
