import type { Policy, Sequence } from "../../engine/policy.ts";
import type { SftSettings } from "../../protocol/pipeline.ts";
import type { FineTuneObjective } from "./fineTuneObjective.ts";
import { FineTuner, type FineTuneProgress } from "./fineTuner.ts";

/** Minus the mean log-prob of the batch's completion tokens; the prompts are read only. */
const OBJECTIVE: FineTuneObjective<Sequence> = {
  name: "fine-tuning",
  sequences: (sequence) => [sequence],
  loss(logProbs) {
    const loss = -logProbs.reduce((sum, logProb) => sum + logProb, 0) / logProbs.length;
    return { loss, dLogProbs: new Float32Array(logProbs.length).fill(-1 / logProbs.length) };
  },
};

/** Supervised fine-tuning of a policy on prompts and completions. */
export class SftTrainer extends FineTuner<Sequence> {
  constructor(
    policy: Policy,
    examples: readonly Sequence[],
    settings: SftSettings & { seed: number },
    progress?: FineTuneProgress,
  ) {
    super(policy, OBJECTIVE, examples, settings, progress);
  }
}
