import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeCheckpoint } from "../../src/cli/checkpointFiles.ts";
import { initWeights } from "../../src/engine/model/initWeights.ts";
import { sizeShape } from "../../src/engine/model/shape.ts";
import { encodeCheckpoint } from "../../src/trainer/checkpoint/encodeCheckpoint.ts";
import { SMALL_VOCABULARY_SIZE } from "../../src/world/vocabulary.ts";

export const temporaryDirectory = (): string => mkdtempSync(join(tmpdir(), "aha-lab-"));

/** Writes an untrained nano model, its weights times `scale`, as DIR/name and gives back its path without extension. */
export function writeTestCheckpoint(directory: string, name = "base-nano", scale = 1): string {
  const shape = sizeShape("nano", SMALL_VOCABULARY_SIZE);
  const weights = initWeights(shape, 1);
  for (const { data } of weights.values()) data.forEach((value, i) => (data[i] = value * scale));
  const { bytes, info } = encodeCheckpoint(weights, {
    name,
    shape,
    command: "test",
    seed: 1,
    tokens: 0,
    loss: null,
    scores: null,
    dtype: "F32",
    date: "2025-01-01T00:00:00.000Z",
  });
  const stem = join(directory, name);
  writeCheckpoint(stem, bytes, info);
  return stem;
}
