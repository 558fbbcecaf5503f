import type { StageCost, StageReport } from "../../protocol/pipeline.ts";
import { counted, fixed } from "../trace/numberText.ts";
import { durationText } from "../topbar/durationText.ts";

/** "12.4 million tokens", "820 tokens". */
export function tokensText(tokens: number): string {
  if (tokens >= 1e6) return `${fixed(tokens / 1e6, 1)} million tokens`;
  if (tokens >= 1e4) return `${fixed(tokens / 1e3, 0)} thousand tokens`;
  return tokens === 1 ? "1 token" : `${counted(tokens)} tokens`;
}

/** "12.4 million tokens sampled, 9.8 million tokens trained on, 1 h 31 min". */
export const costText = ({ sampledTokens, trainedTokens, seconds }: StageCost): string =>
  `${tokensText(sampledTokens)} sampled, ${tokensText(trainedTokens)} trained on, ${durationText(seconds)}`;

/** Where a result is from: "scale full, seed 1, 2026-11-22, WebAssembly SIMD, 2 threads". */
export const originText = ({ scale, seed, date, backend }: StageReport): string =>
  [`scale ${scale}`, `seed ${seed}`, date.slice(0, 10), backend].filter((part) => part !== "").join(", ");
