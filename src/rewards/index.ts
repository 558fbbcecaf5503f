/** The face of the folder: rules that turn a judged completion into numbers. */
export { composeRewards } from "./composeRewards.ts";
export { REWARDS } from "./registry.ts";
export { rewardWeights } from "./rewardWeights.ts";
export { scoreCompletion, type ScoredCompletion } from "./scoreCompletion.ts";
