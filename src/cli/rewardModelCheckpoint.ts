import type { RewardModelKind } from "../protocol/pipeline.ts";
import { CheckpointError } from "../trainer/checkpoint/checkpointError.ts";
import type { Checkpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import { readCheckpoint } from "./checkpointFiles.ts";

export const REWARD_MODEL_KINDS: readonly RewardModelKind[] = ["helpful", "harmless", "generative"];

/** The stage of the pipeline that trains a model of this kind. */
const STAGE = { helpful: "second-rl", harmless: "second-rl", generative: "rejection" } as const;

/**
 * The checkpoint of a reward model of this kind.
 *
 * @param path null for the shipped one
 * @throws CheckpointError: missing (saying which command makes it), broken, or no reward model of this kind
 */
export function readRewardModel(kind: RewardModelKind, path: string | null): Checkpoint {
  const command = `npm run pipeline -- --stage ${STAGE[kind]}`;
  const found = readOrHint(path ?? `public/checkpoints/reward-${kind}`, `${command} makes it`);
  const { rewardModel } = found.info;
  if (rewardModel === kind) return found;
  const got = rewardModel === undefined ? "a checkpoint that is no reward model" : `"${rewardModel}"`;
  throw new CheckpointError(`${found.stem}.json: rewardModel`, `"${kind}"`, got, `${command} makes one`);
}

function readOrHint(path: string, hint: string): ReturnType<typeof readCheckpoint> {
  try {
    return readCheckpoint(path);
  } catch (error) {
    if (!(error instanceof CheckpointError) || error.got !== "neither") throw error;
    throw new CheckpointError(error.where, error.expected, error.got, hint);
  }
}
