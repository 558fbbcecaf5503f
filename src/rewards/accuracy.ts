import type { Reward } from "./reward.ts";

/** Rules know no better or worse answer to a general prompt: it earns nothing here, reward models judge it. */
export const accuracy: Reward = {
  name: "accuracy",
  configKey: "rewardAccuracy",
  label: "Accuracy",
  hint: "1 for one answer, right by an exact checker, with nothing after it; else 0. General prompts earn nothing.",
  score: ({ problem, judged }) => (judged.correct && problem.task !== "general" ? 1 : 0),
};
