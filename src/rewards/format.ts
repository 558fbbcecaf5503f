import type { Reward } from "./reward.ts";

export const format: Reward = {
  name: "format",
  configKey: "rewardFormat",
  label: "Format",
  hint: "1 for thinking and answer in exactly one pair of tags each, in order, with nothing outside them; else 0.",
  score: ({ judged }) => (judged.format ? 1 : 0),
};
