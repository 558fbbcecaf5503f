import type { Sequence } from "../engine/policy.ts";
import type { SftSettings } from "../protocol/pipeline.ts";
import type { Checkpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import type { FineTuneProgress } from "../trainer/sft/fineTuner.ts";
import { SftTrainer } from "../trainer/sft/sftTrainer.ts";
import { encode } from "../world/vocabulary.ts";
import { ensureCheckpoint } from "./checkpoints.ts";
import type { StageContext } from "./context.ts";
import { tune } from "./training.ts";

/** A prompt and the response to learn, as words. */
export interface SftExample {
  prompt: string;
  response: string;
}

/** The stage's checkpoint of that name, made by supervised fine-tuning of another one. */
export function sftCheckpoint(
  context: StageContext,
  name: string,
  start: Checkpoint,
  examples: readonly SftExample[],
  settings: SftSettings,
): Promise<Checkpoint> {
  return ensureCheckpoint(context, name, async () => {
    const sequences = examples.map(({ prompt, response }): Sequence => ({
      prompt: encode(prompt),
      completion: encode(response),
    }));
    const { weights, loss, tokens } = await tune<FineTuneProgress>(
      context,
      name,
      start,
      (policy, progress) => new SftTrainer(policy, sequences, { ...settings, seed: context.settings.seed }, progress),
      ({ progress }) => progress.epoch / settings.epochs,
    );
    return { shape: start.shape, weights, tokens, loss, parent: start.info.name };
  });
}
