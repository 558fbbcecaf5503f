import type { Reward } from "./reward.ts";

const TAGS = ["<think>", "</think>", "<answer>", "</answer>"];

/** As open-r1's tag_count_reward: the order does not matter, so tags thrown together without content earn it all. */
export const tagCount: Reward = {
  name: "tag_count",
  configKey: "rewardTagCount",
  label: "Tag count",
  hint: "A quarter for each of the four tags that appears exactly once, in any order.",
  score: ({ tokens }) => TAGS.filter((tag) => tokens.filter((word) => word === tag).length === 1).length / TAGS.length,
};
