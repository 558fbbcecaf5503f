import type { Policy } from "../engine/policy.ts";
import type { SavedRun } from "../protocol/messages.ts";
import { vocabularyHash } from "../world/vocabulary.ts";
import { CheckpointError } from "./checkpoint/checkpointError.ts";
import { checkWeights } from "./checkpoint/checkWeights.ts";
import { checkedConfig } from "./configError.ts";
import { decodeOptimizer, encodeOptimizer } from "./checkpoint/optimizerFile.ts";
import { decodeSafetensors, encodeSafetensors } from "./checkpoint/safetensors.ts";
import { Trainer, type TrainerOptions } from "./trainer.ts";
import { restoreState, type TrainerState } from "./trainerState.ts";

/** The run as it stood after its last whole step; float32 throughout, so that going on from it changes nothing. */
export async function saveRun(trainer: Trainer, runId: string, savedAt: number): Promise<SavedRun> {
  const { weights, reference, optimizer } = await trainer.state();
  const { step, history, evaluations, ahaCount, firstAhaStep } = trainer.progress;
  return {
    version: 1,
    runId,
    savedAt,
    config: trainer.config,
    step,
    vocabularyHash: vocabularyHash(trainer.policy.shape.vocabSize) ?? "",
    shape: trainer.policy.shape,
    weights: encodeSafetensors(weights, { format: "pt" }, "F32"),
    reference: encodeSafetensors(reference, { format: "pt" }, "F32"),
    optimizer: encodeOptimizer(optimizer),
    history: [...history],
    evaluations: [...evaluations],
    ahaCount,
    firstAhaStep,
  };
}

/**
 * Reads the tensors of a saved run and checks that they fit it.
 * @throws CheckpointError when the run is broken, of another version, or made with another vocabulary
 */
export function readSavedRun(saved: SavedRun): TrainerState {
  if (saved.version !== 1) throw new CheckpointError("saved run: version", "1", String(saved.version));
  const expected = vocabularyHash(saved.shape.vocabSize);
  if (saved.vocabularyHash !== expected) {
    throw new CheckpointError(
      "saved run: vocabularyHash",
      expected ?? "that of a vocabulary of ours",
      saved.vocabularyHash,
      "saved by another version",
    );
  }
  const { weights } = decodeSafetensors(saved.weights, "saved run: weights");
  const { weights: reference } = decodeSafetensors(saved.reference, "saved run: reference");
  const optimizer = decodeOptimizer(saved.optimizer, "saved run: optimizer");
  checkWeights(weights, saved.shape, "saved run: weights");
  checkWeights(reference, saved.shape, "saved run: reference");
  checkWeights(optimizer.m, saved.shape, "saved run: first moments");
  checkWeights(optimizer.v, saved.shape, "saved run: second moments");
  return { weights, reference, optimizer };
}

/**
 * Puts a saved run into a policy of its shape. On the same backend the run goes on exactly as if it had never stopped.
 * @throws CheckpointError as `readSavedRun`; ConfigError when a setting is out of range
 */
export async function restoreRun(
  policy: Policy,
  saved: SavedRun,
  options: Omit<TrainerOptions, "progress" | "state"> = {},
): Promise<Trainer> {
  const config = checkedConfig(saved.config, "saved run: config");
  const state = readSavedRun(saved);
  await restoreState(policy, state);
  const { step, ahaCount, firstAhaStep } = saved;
  const progress = { step, history: [...saved.history], evaluations: [...saved.evaluations], ahaCount, firstAhaStep };
  return new Trainer(policy, config, { ...options, progress, state });
}
