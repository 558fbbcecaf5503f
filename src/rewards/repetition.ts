import type { Reward } from "./reward.ts";

/** Four words: `: 5 * 6` and `+ 8 = 38` differ between honest attempts, while shorter runs repeat in every one of them. */
const RUN = 4;

export const repetition: Reward = {
  name: "repetition",
  configKey: "rewardRepetition",
  label: "Repetition penalty",
  hint: "Minus the share of runs of four words that were written before.",
  score: ({ tokens }) => repetitionPenalty(tokens, RUN),
};

/** N-gram repetition penalty (Yeo et al. 2025, arXiv 2502.03373, appendix C.2) in (-1, 0]; 0 for fewer than n tokens. */
export function repetitionPenalty(tokens: readonly (string | number)[], n: number): number {
  const total = tokens.length - n + 1;
  if (total < 1) return 0;
  const runs = new Set<string>();
  for (let i = 0; i < total; i++) runs.add(tokens.slice(i, i + n).join(" "));
  return runs.size / total - 1;
}
