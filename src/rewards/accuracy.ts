import type { Reward } from "./reward.ts";

export const accuracy: Reward = {
  name: "accuracy",
  configKey: "rewardAccuracy",
  label: "Accuracy",
  hint: "1 for exactly one answer, right by an exact checker and with nothing after it; else 0.",
  score: ({ judged }) => (judged.correct ? 1 : 0),
};
