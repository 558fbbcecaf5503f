import type { Rollout } from "../../policy.ts";

/** Rows of [rows, maxNewTokens] up to where nothing was drawn any more: a token of -1. */
export function cutRollout(tokens: Int32Array, logProbs: Float32Array, rows: number): Rollout {
  const stride = tokens.length / rows;
  const ranges = Array.from({ length: rows }, (_, row) => {
    const end = tokens.subarray(row * stride, (row + 1) * stride).indexOf(-1);
    return [row * stride, row * stride + (end < 0 ? stride : end)] as const;
  });
  return {
    completions: ranges.map(([from, to]) => tokens.slice(from, to)),
    logProbs: ranges.map(([from, to]) => logProbs.slice(from, to)),
  };
}
