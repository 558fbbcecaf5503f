import type { Reward } from "./reward.ts";

export const cosine: Reward = {
  name: "cosine",
  configKey: "rewardCosine",
  label: "Cosine",
  hint: "Right: from 1 when short to 0.5 at the cap. Wrong: from -1 when short to -0.5 at the cap.",
  score: ({ tokens, judged, maxNewTokens }) => cosineScaled(tokens.length, maxNewTokens, judged.correct),
};

/**
 * Cosine-scaled reward (Yeo et al. 2025, arXiv 2502.03373; defaults of open-r1), clamped at the cap.
 *
 * @param length @param cap in tokens
 */
export function cosineScaled(length: number, cap: number, correct: boolean): number {
  const fade = (1 + Math.cos(Math.PI * Math.min(1, length / cap))) / 2;
  return correct ? 0.5 + 0.5 * fade : -0.5 - 0.5 * fade;
}
