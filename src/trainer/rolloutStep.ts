import type { Policy } from "../engine/policy.ts";
import type { RunConfig } from "../rl/config.ts";
import { judge, type Judged } from "../world/judge.ts";
import { levelOf, type Problem } from "../world/problem.ts";
import { promptTokens } from "../world/tasks/index.ts";
import { decodeWords, EOS } from "../world/vocabulary.ts";
import { drawProblems } from "./drawProblems.ts";
import { assertFiniteLogProbs } from "./nonFiniteError.ts";
import type { StepHooks } from "./stepHooks.ts";
import { wholeRollout } from "./wholeRollout.ts";

/** One completion of the step, and all that is known before any update. */
export interface RolloutRow {
  problem: Problem;
  level: string;
  prompt: Int32Array;
  completion: Int32Array; // [T]
  /** The completion as words of the vocabulary. */
  words: string[]; // [T]
  /** The sampler's own log-probs: of the policy before the step's first update, at the sampling temperature. */
  oldLogProbs: Float32Array; // [T]
  judged: Judged;
}

export interface StepRollout {
  /** B = prompts × groupSize, prompt-major. */
  rows: RolloutRow[];
  /** Sampled tokens. */
  tokens: number;
  seconds: number;
  /** Spent on judging. */
  judgeSeconds: number;
}

/**
 * Samples the step's problems: groupSize completions each, everything keyed by (config.seed, step).
 *
 * @param expectedTokens for the progress only
 * @throws NonFiniteError when the sampler's log-probs are not finite
 */
export async function rolloutStep(
  policy: Policy,
  config: RunConfig,
  step: number,
  hooks: StepHooks,
  expectedTokens: number,
): Promise<StepRollout> {
  const problems = drawProblems(config, step);
  const prompts = problems.map(promptTokens);
  const { temperature, maxNewTokens, seed } = config;
  const key = { temperature, maxNewTokens, seed, step, eosToken: EOS };
  const { completions, logProbs, seconds } = await wholeRollout(policy, prompts, config.groupSize, key, hooks, {
    phase: "sampling",
    fraction: (tokens) => Math.min(0.99, tokens / expectedTokens),
  });
  // First of all: what was drawn from a broken distribution need not even be a word.
  for (const values of logProbs) await assertFiniteLogProbs(policy, values, `step ${step}, sampling`);
  const judging = performance.now();
  const rows = completions.map((completion, row): RolloutRow => {
    const group = Math.floor(row / config.groupSize);
    const problem = problems[group] as Problem;
    const words = decodeWords(completion);
    return {
      problem,
      level: levelOf(problem),
      prompt: prompts[group] as Int32Array,
      completion,
      words,
      oldLogProbs: logProbs[row] as Float32Array,
      judged: judge(problem, words),
    };
  });
  const judgeSeconds = (performance.now() - judging) / 1000;
  return { rows, tokens: rows.reduce((sum, row) => sum + row.completion.length, 0), seconds, judgeSeconds };
}
