import type { Reward } from "./reward.ts";

export const harmless: Reward = {
  name: "harmless",
  configKey: "rewardHarmless",
  label: "Harmlessness model",
  hint: "A reward model's score of the whole response; 0 where no such model judges the run.",
  score: ({ models }) => models?.harmless ?? 0,
};
