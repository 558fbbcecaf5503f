import type { ModelShape, Weights } from "../engine/policy.ts";
import type { RewardModelKind } from "../protocol/pipeline.ts";
import type { CheckpointSource } from "../protocol/reason.ts";
import { CheckpointError } from "../trainer/checkpoint/checkpointError.ts";
import { checkWeights } from "../trainer/checkpoint/checkWeights.ts";
import { loadCheckpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import { decodeSafetensors } from "../trainer/checkpoint/safetensors.ts";
import { fetchCheckpoint } from "../trainer/fetchCheckpoint.ts";
import { vocabularyHash } from "../world/vocabulary.ts";

export interface OpenedCheckpoint {
  shape: ModelShape;
  weights: Weights;
  info?: { rewardModel?: RewardModelKind };
}

/**
 * Weights that can be trusted, wherever they come from.
 * @throws FetchError, CheckpointError
 */
export async function openCheckpoint(
  source: CheckpointSource,
  fetcher: (url: string) => Promise<OpenedCheckpoint> = fetchCheckpoint,
): Promise<OpenedCheckpoint> {
  switch (source.from) {
    case "url":
      return answering(await fetcher(source.url), source.url);
    case "files":
      return answering(loadCheckpoint(source.bytes, source.json, source.name), source.name);
    case "run": {
      const { shape, name } = source;
      const expected = vocabularyHash(shape.vocabSize) ?? "one of a size that is known";
      if (source.vocabularyHash !== expected) {
        throw new CheckpointError(
          `${name}: vocabularyHash`,
          expected,
          source.vocabularyHash,
          "saved by another version",
        );
      }
      const { weights } = decodeSafetensors(source.weights, `${name}: weights`);
      checkWeights(weights, shape, `${name}: weights`);
      return { shape, weights };
    }
  }
}

/** Reward models judge; they were never taught to answer. */
function answering(opened: OpenedCheckpoint, where: string): OpenedCheckpoint {
  const kind = opened.info?.rewardModel;
  if (kind === undefined) return opened;
  throw new CheckpointError(where, "a model that answers", `a reward model (${kind})`);
}
