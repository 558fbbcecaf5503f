import type { CompletionView, GroupView } from "../../src/protocol/messages.ts";
import { judge } from "../../src/world/judge.ts";
import type { Problem } from "../../src/world/problem.ts";
import { encode } from "../../src/world/vocabulary.ts";

/** TEST ONLY: a completion with made-up measurements, judged by the real checker. */
export function completionView(problem: Problem, text: string, over: Partial<CompletionView> = {}): CompletionView {
  const tokens = [...encode(text)];
  const each = (value: number): number[] => tokens.map(() => value);
  return {
    tokens,
    text,
    ...judge(problem, text.split(" ")),
    reward: 0,
    rewardParts: {},
    advantage: 0,
    oldLogProbs: each(-0.5),
    logProbs: each(-0.5),
    entropies: each(0.3),
    ratios: each(1),
    clipped: each(0),
    ...over,
  };
}

/** TEST ONLY: a group of completions; mean and spread follow from their rewards. */
export function groupView(problem: Problem, completions: CompletionView[]): GroupView {
  const n = completions.length;
  const meanReward = completions.reduce((sum, { reward }) => sum + reward, 0) / n;
  const stdReward = Math.sqrt(
    completions.reduce((sum, { reward }) => sum + (reward - meanReward) ** 2, 0) / Math.max(1, n - 1),
  );
  return {
    step: 74,
    index: 2,
    promptCount: 32,
    problem,
    prompt: "prompt",
    level: "equation",
    meanReward,
    stdReward,
    completions,
  };
}
