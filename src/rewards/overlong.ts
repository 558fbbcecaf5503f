import type { Reward } from "./reward.ts";

/** The buffer as a share of the cap. DAPO takes 4,096 of 20,480 tokens. */
const BUFFER = 0.2;

export const overlong: Reward = {
  name: "overlong",
  configKey: "rewardOverlong",
  label: "Overlong penalty",
  hint: "0 up to four fifths of the length cap, then down to -1 at the cap (DAPO).",
  score: ({ tokens, maxNewTokens }) => softOverlong(tokens.length, maxNewTokens, BUFFER * maxNewTokens),
};

/**
 * Soft overlong punishment, equation 13 of DAPO (arXiv 2503.14476).
 *
 * @param length @param cap @param buffer in tokens
 */
export function softOverlong(length: number, cap: number, buffer: number): number {
  const over = length - (cap - buffer);
  return over <= 0 ? 0 : Math.max(-1, -over / buffer);
}
