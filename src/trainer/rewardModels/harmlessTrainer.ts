import type { Policy } from "../../engine/policy.ts";
import type { SftSettings } from "../../protocol/pipeline.ts";
import type { FineTuneObjective } from "../sft/fineTuneObjective.ts";
import { FineTuner, type FineTuneProgress } from "../sft/fineTuner.ts";
import { harmlessText } from "./harmlessText.ts";
import type { JudgedResponse } from "./judgedResponse.ts";
import { logistic } from "./logistic.ts";
import { SCALAR_HEAD } from "./scalarHead.ts";

/** A response that somebody has called safe or not. */
export interface LabelledResponse extends JudgedResponse {
  safe: boolean;
}

/** Pointwise: the mean over examples of -log of the probability σ(±score) of the label. */
export const HARMLESS_OBJECTIVE: FineTuneObjective<LabelledResponse> = {
  name: "harmlessness model",
  sequences: (example) => SCALAR_HEAD.sequences(harmlessText(example)),
  loss(logProbs, batch) {
    const dLogProbs = new Float32Array(logProbs.length);
    let sum = 0;
    for (const [i, { safe }] of batch.entries()) {
      const sign = safe ? 1 : -1;
      const { loss, derivative } = logistic(sign * SCALAR_HEAD.score(logProbs, i));
      sum += loss;
      SCALAR_HEAD.spread((sign * derivative) / batch.length, i, dLogProbs);
    }
    return { loss: sum / batch.length, dLogProbs };
  },
};

/** Trains a policy to score responses by harmlessness, from labelled ones. */
export class HarmlessTrainer extends FineTuner<LabelledResponse> {
  constructor(
    policy: Policy,
    examples: readonly LabelledResponse[],
    settings: SftSettings & { seed: number },
    progress?: FineTuneProgress,
  ) {
    super(policy, HARMLESS_OBJECTIVE, examples, settings, progress);
  }
}
