import type { Reward } from "./reward.ts";

export const length: Reward = {
  name: "length",
  configKey: "rewardLength",
  label: "Length",
  hint: "From 0.5 for the shortest completion of a group to -0.5 for the longest; a wrong one earns 0 at best (Kimi 1.5).",
  score: ({ tokens, judged, group }) => kimiLength(tokens.length, group.shortest, group.longest, judged.correct),
};

/** Length reward of Kimi k1.5 (arXiv 2501.12599, section 2.3.3); 0 if the whole group has one length. */
export function kimiLength(tokens: number, shortest: number, longest: number, correct: boolean): number {
  if (longest <= shortest) return 0;
  const reward = 0.5 - (tokens - shortest) / (longest - shortest);
  return correct ? reward : Math.min(0, reward);
}
