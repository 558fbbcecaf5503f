import { REWARDS } from "./registry.ts";
import type { RewardConfigKey } from "./reward.ts";
import type { RewardWeights } from "./scoreCompletion.ts";

/** The weights that a configuration gives to the rewards. */
export const rewardWeights = (config: Readonly<Record<RewardConfigKey, number>>): RewardWeights =>
  Object.fromEntries(REWARDS.map(({ name, configKey }) => [name, config[configKey]]));
