import type { Advantages } from "../rl/advantages.ts";
import type { StepRewards } from "./rewardStep.ts";
import type { StepRollout } from "./rolloutStep.ts";
import type { StepUpdate } from "./updateStep.ts";

/** Everything a step leaves behind; metrics and views are made of it. */
export interface StepParts {
  step: number;
  rollout: StepRollout;
  rewards: StepRewards;
  advantage: Advantages;
  update: StepUpdate;
}
