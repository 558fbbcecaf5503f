import type { ModelShape, Weights } from "../../engine/policy.ts";
import { sha256 } from "../../lib/sha256.ts";
import { vocabularyHash } from "../../world/vocabulary.ts";
import { WORLDS } from "../../world/worlds.ts";
import { CheckpointError } from "./checkpointError.ts";
import { type CheckpointInfo, parseCheckpointInfo } from "./checkpointInfo.ts";
import { checkWeights } from "./checkWeights.ts";
import { decodeSafetensors } from "./safetensors.ts";

export interface Checkpoint {
  shape: ModelShape;
  weights: Weights;
  info: CheckpointInfo;
}

/**
 * A checkpoint that can be trusted: form of the JSON, vocabulary, checksum, tensor names and shapes, every value finite.
 *
 * @param bytes the safetensors file
 * @param json the JSON beside it, as text or parsed
 * @param where what errors call it: a path without extension, or a URL
 * @throws CheckpointError
 */
export function loadCheckpoint(bytes: Uint8Array, json: unknown, where: string): Checkpoint {
  const info = parseCheckpointInfo(json, `${where}.json`);
  const { vocabSize } = info.shape;
  if (info.vocabularyHash !== vocabularyHash(vocabSize)) {
    const known = Object.values(WORLDS).map(({ vocabularySize: n }) => `${vocabularyHash(n)} (${n} words)`);
    throw new CheckpointError(
      `${where}.json: vocabularyHash`,
      known.join(" or "),
      `${info.vocabularyHash} (${vocabSize} words)`,
      "trained with another vocabulary; pre-train again",
    );
  }
  const file = `${where}.safetensors`;
  const { weights } = decodeSafetensors(bytes, file);
  checkWeights(weights, info.shape, file);
  const digest = sha256(bytes);
  if (digest !== info.sha256) {
    throw new CheckpointError(file, `the sha256 of its JSON, ${info.sha256.slice(0, 12)}…`, `${digest.slice(0, 12)}…`);
  }
  return { shape: info.shape, weights, info };
}
