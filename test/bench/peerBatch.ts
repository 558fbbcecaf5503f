import { type Chunk, packBatch } from "../../src/engine/tfjs/packBatch.ts";
import type { ModelShape } from "../../src/engine/policy.ts";
import type { UpdateJob } from "./contestant.ts";

/**
 * Padded tokens of one piece of a peer's batch: on a CPU small, because rows sorted by length then carry less padding and nothing is lost; on
 * a GPU as large as our own padded policy takes them.
 */
const MAX_TOKENS = { cpu: 2048, gpu: 8192 };

export const padBatch = (shape: ModelShape, batch: UpdateJob["batch"], device: "cpu" | "gpu"): Chunk[] =>
  packBatch(shape, batch, MAX_TOKENS[device]);

/**
 * What the clipped objective needs of each scored token of a piece, padding included: old log-probs, and the advantage over the number of
 * tokens of the whole batch (0 for padding).
 */
export function objectiveInputs(
  chunk: Chunk,
  { batch, oldLogProbs, advantages }: UpdateJob,
): { old: Float32Array<ArrayBuffer>; weight: Float32Array<ArrayBuffer> } {
  const S = oldLogProbs.length;
  const rowOf = new Int32Array(S);
  let s = 0;
  batch.forEach(({ completion }, b) => {
    rowOf.fill(b, s, s + completion.length);
    s += completion.length;
  });
  const old = new Float32Array(chunk.targets.length);
  const weight = new Float32Array(chunk.targets.length);
  chunk.flat.forEach((at, i) => {
    old[i] = oldLogProbs[at] as number;
    weight[i] = (advantages[rowOf[at] as number] as number) / S;
  });
  return { old, weight };
}
