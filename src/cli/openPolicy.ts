import { createCliPolicy } from "./createCliPolicy.ts";
import type { Policy } from "../engine/policy.ts";
import type { Checkpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import type { Arguments } from "./arguments.ts";
import { backendChoice } from "./backendFlag.ts";
import { CHECKPOINT_FLAG, readCheckpoint } from "./checkpointFiles.ts";

/** The policy of `--checkpoint` on `--backend`. */
export async function openPolicy(args: Arguments): Promise<{ policy: Policy; checkpoint: Checkpoint; path: string }> {
  const path = args.text(CHECKPOINT_FLAG.name);
  const checkpoint = readCheckpoint(path);
  const { rewardModel } = checkpoint.info;
  if (rewardModel !== undefined) {
    throw new Error(
      `--checkpoint ${path}: expected a model that answers, got a reward model (${rewardModel}; npm run reward-model)`,
    );
  }
  const policy = await createCliPolicy(backendChoice(args), checkpoint.shape, checkpoint.weights);
  return { policy, checkpoint, path };
}
