import type { Policy } from "../../engine/policy.ts";
import type { SftSettings } from "../../protocol/pipeline.ts";
import type { FineTuneObjective } from "../sft/fineTuneObjective.ts";
import { FineTuner, type FineTuneProgress } from "../sft/fineTuner.ts";
import { helpfulText } from "./helpfulText.ts";
import { logistic } from "./logistic.ts";
import { SCALAR_HEAD } from "./scalarHead.ts";

/** Two responses to one prompt, as words; `better` is preferred. */
export interface PreferencePair {
  prompt: readonly string[];
  better: readonly string[];
  worse: readonly string[];
}

/** Bradley-Terry: the mean over pairs of -log σ(score of the better - score of the worse). */
export const HELPFUL_OBJECTIVE: FineTuneObjective<PreferencePair> = {
  name: "helpfulness model",
  sequences: ({ prompt, better, worse }) =>
    [better, worse].flatMap((response) => SCALAR_HEAD.sequences(helpfulText({ prompt, response }))),
  loss(logProbs, batch) {
    const dLogProbs = new Float32Array(logProbs.length);
    let sum = 0;
    for (const i of batch.keys()) {
      const [better, worse] = [2 * i, 2 * i + 1];
      const margin = SCALAR_HEAD.score(logProbs, better) - SCALAR_HEAD.score(logProbs, worse);
      const { loss, derivative } = logistic(margin);
      sum += loss;
      SCALAR_HEAD.spread(derivative / batch.length, better, dLogProbs);
      SCALAR_HEAD.spread(-derivative / batch.length, worse, dLogProbs);
    }
    return { loss: sum / batch.length, dLogProbs };
  },
};

/** Trains a policy to score responses by helpfulness, from pairs. */
export class HelpfulTrainer extends FineTuner<PreferencePair> {
  constructor(
    policy: Policy,
    pairs: readonly PreferencePair[],
    settings: SftSettings & { seed: number },
    progress?: FineTuneProgress,
  ) {
    super(policy, HELPFUL_OBJECTIVE, pairs, settings, progress);
  }
}
