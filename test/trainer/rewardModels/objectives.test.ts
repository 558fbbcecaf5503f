import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import { HARMLESS_OBJECTIVE, type LabelledResponse } from "../../../src/trainer/rewardModels/harmlessTrainer.ts";
import { HELPFUL_OBJECTIVE, type PreferencePair } from "../../../src/trainer/rewardModels/helpfulTrainer.ts";
import { logistic } from "../../../src/trainer/rewardModels/logistic.ts";
import type { FineTuneObjective } from "../../../src/trainer/sft/fineTuneObjective.ts";

const pair: PreferencePair = { prompt: ["<bos>"], better: ["white"], worse: ["black"] };
const safe: LabelledResponse = { prompt: ["<bos>"], response: ["white"], safe: true };
const rude: LabelledResponse = { ...safe, response: ["fool"], safe: false };

/** Largest difference between the gradient and central differences of the loss, which float32 log-probs blur to about 1e-4. */
function gradientError<Item>(objective: FineTuneObjective<Item>, batch: readonly Item[], perItem: number): number {
  const rng = Rng.of(1, "log-probs");
  const logProbs = Float32Array.from({ length: perItem * batch.length }, () => -6 * rng.float());
  const { dLogProbs } = objective.loss(logProbs, batch);
  const h = 1 / 64;
  const errors = Array.from(dLogProbs, (derivative, i) => {
    const [up, down] = [h, -h].map((d) => objective.loss(logProbs.with(i, (logProbs[i] ?? NaN) + d), batch).loss);
    return Math.abs(((up ?? NaN) - (down ?? NaN)) / (2 * h) - derivative);
  });
  return Math.max(...errors);
}

describe("the objectives of reward models", () => {
  it("are -log σ of the difference of scores, and of the score or its opposite", () => {
    const logProbs = Float32Array.of(-1, -3, -2, -5);
    expect(HELPFUL_OBJECTIVE.loss(logProbs, [pair]).loss).toBeCloseTo(Math.log(1 + Math.exp(-(2 - 3))), 6);
    expect(HARMLESS_OBJECTIVE.loss(logProbs, [safe, rude]).loss).toBeCloseTo(
      (Math.log(1 + Math.exp(-2)) + Math.log(1 + Math.exp(3))) / 2,
      6,
    );
  });

  it("have the gradient that finite differences have", () => {
    expect(gradientError(HELPFUL_OBJECTIVE, [pair, pair, pair], 4)).toBeLessThan(1e-4);
    expect(gradientError(HARMLESS_OBJECTIVE, [safe, rude, rude], 2)).toBeLessThan(1e-4);
  });

  it("score two sequences a text, which differ in their last token alone", () => {
    const sequences = HELPFUL_OBJECTIVE.sequences(pair);
    expect(sequences).toHaveLength(4);
    expect(sequences[0]?.prompt).toEqual(sequences[1]?.prompt);
    expect(sequences[0]?.completion).not.toEqual(sequences[1]?.completion);
    expect(HARMLESS_OBJECTIVE.sequences(safe)).toHaveLength(2);
  });

  it("do not overflow", () => {
    expect(logistic(-1000)).toEqual({ loss: 1000, derivative: -1 });
    expect(logistic(1000).loss).toBe(0);
    expect(logistic(1000).derivative).toBeCloseTo(0, 12);
    expect(logistic(0)).toEqual({ loss: Math.log(2), derivative: -0.5 });
  });
});
