import type { Weights } from "../../engine/policy.ts";
import { sha256 } from "../../lib/sha256.ts";
import { vocabularyHash } from "../../world/vocabulary.ts";
import { CHECKPOINT_FORMAT, type CheckpointInfo } from "./checkpointInfo.ts";
import { encodeSafetensors } from "./safetensors.ts";

/**
 * The two files of a checkpoint. `details` is what the weights cannot tell.
 * @throws if no vocabulary of ours has the shape's size
 */
export function encodeCheckpoint(
  weights: Weights,
  details: Omit<CheckpointInfo, "format" | "vocabularyHash" | "sha256">,
): { bytes: Uint8Array<ArrayBuffer>; info: CheckpointInfo } {
  const hash = vocabularyHash(details.shape.vocabSize);
  if (hash === undefined)
    throw new Error(`encodeCheckpoint: expected a vocabulary of ours, got ${details.shape.vocabSize} words`);
  // Hugging Face's loader insists on "format".
  const bytes = encodeSafetensors(weights, { format: "pt", name: details.name }, details.dtype);
  const info = {
    format: CHECKPOINT_FORMAT,
    ...details,
    vocabularyHash: hash,
    sha256: sha256(bytes),
  } as const;
  return { bytes, info };
}
