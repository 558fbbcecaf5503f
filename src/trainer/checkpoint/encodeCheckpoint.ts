import type { Weights } from "../../engine/policy.ts";
import { sha256 } from "../../lib/sha256.ts";
import { VOCABULARY_HASH } from "../../world/vocabulary.ts";
import { CHECKPOINT_FORMAT, type CheckpointInfo } from "./checkpointInfo.ts";
import { encodeSafetensors } from "./safetensors.ts";

/** The two files of a checkpoint. `details` is what the weights cannot tell. */
export function encodeCheckpoint(
  weights: Weights,
  details: Omit<CheckpointInfo, "format" | "vocabularyHash" | "sha256">,
): { bytes: Uint8Array<ArrayBuffer>; info: CheckpointInfo } {
  // Hugging Face's loader insists on "format".
  const bytes = encodeSafetensors(weights, { format: "pt", name: details.name }, details.dtype);
  const info = {
    format: CHECKPOINT_FORMAT,
    ...details,
    vocabularyHash: VOCABULARY_HASH,
    sha256: sha256(bytes),
  } as const;
  return { bytes, info };
}
