import type { Reward } from "./reward.ts";

export const helpful: Reward = {
  name: "helpful",
  configKey: "rewardHelpful",
  label: "Helpfulness model",
  hint: "A reward model's score of the summary, for general prompts; 0 where no such model judges the run.",
  score: ({ models }) => models?.helpful ?? 0,
};
