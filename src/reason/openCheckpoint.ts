import type { ModelShape, Weights } from "../engine/policy.ts";
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
      return fetcher(source.url);
    case "files":
      return loadCheckpoint(source.bytes, source.json, source.name);
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
