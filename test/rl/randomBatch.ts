import { Rng } from "../../src/lib/rng.ts";
import type { ObjectiveBatch } from "../../src/rl/objectiveBatch.ts";
import type { ObjectiveSettings } from "../../src/rl/objectiveSettings.ts";
import { PAPER_CONSTANTS } from "../../src/rl/objectiveSettings.ts";

export type FullBatch = ObjectiveBatch & {
  logProbs: Float64Array;
  oldLogProbs: Float64Array;
  refLogProbs: Float64Array;
  entropies: Float64Array;
  mask: Uint8Array;
};

/** Rows of 1 to 6 tokens with holes in the mask; log-ratios of a few tenths, so that both clips are hit. */
export function randomBatch(seed: number, rows = 6): FullBatch {
  const rng = Rng.of(seed, "randomBatch");
  const offsets = new Int32Array(rows + 1);
  for (let b = 0; b < rows; b++) offsets[b + 1] = (offsets[b] ?? 0) + rng.int(1, 6);
  const size = offsets[rows] ?? 0;
  const draw = (value: () => number) => Float64Array.from({ length: size }, value);
  const logProbs = draw(() => -3 * rng.float() - 0.05);
  return {
    offsets,
    logProbs,
    oldLogProbs: logProbs.map((l) => l + 0.4 * rng.normal()),
    refLogProbs: logProbs.map((l) => l + 0.5 * rng.normal()),
    entropies: draw(() => 2 * rng.float()),
    mask: Uint8Array.from(draw(() => (rng.float() < 0.8 ? 1 : 0))),
    advantages: Float64Array.from({ length: rows }, () => rng.normal()),
  };
}

export const SETTINGS: ObjectiveSettings = {
  ...PAPER_CONSTANTS,
  ratio: "token",
  trust: "clip",
  aggregate: "token-mean",
  clipLow: 0.2,
  clipHigh: 0.28,
  clipDelta: Number.POSITIVE_INFINITY,
  cispoCap: 1.3,
  klCoef: 0,
  klUnbiased: false,
  entropyCoef: 0,
  lengthCap: 7,
};
