import type { Policy } from "../engine/policy.ts";
import type { Evaluation } from "../protocol/messages.ts";
import { DEFAULT_CONFIG } from "../rl/config.ts";
import { evaluatePolicy } from "../trainer/evaluate.ts";
import { heldOutProblems } from "../trainer/heldOut.ts";
import { NO_HOOKS } from "../trainer/stepHooks.ts";
import { LEVELS } from "../world/tasks/index.ts";
import { worldOfVocabulary } from "../world/worlds.ts";
import { ProgressLine } from "./progressLine.ts";

export interface HeldOutOptions {
  /** Per level. */
  problems: number;
  samples: number;
  /** Of the problems and of the sampling. */
  seed: number;
  temperature?: number;
  maxNewTokens?: number;
  /** Training steps behind the weights. */
  step?: number;
}

/** The policy's scores on held-out problems of every level; progress on stderr. */
export async function heldOutScores(policy: Policy, options: HeldOutOptions): Promise<Evaluation> {
  const { problems, samples, seed, step = 0 } = options;
  const line = new ProgressLine();
  return evaluatePolicy(policy, {
    problems: heldOutProblems(seed, problems, worldOfVocabulary(policy.shape.vocabSize)?.levels ?? LEVELS),
    samples,
    seed,
    temperature: options.temperature ?? 1,
    maxNewTokens: options.maxNewTokens ?? DEFAULT_CONFIG.maxNewTokens,
    step,
    hooks: {
      ...NO_HOOKS,
      onProgress: (_, fraction, rate) =>
        line.show(() => `evaluating ${Math.round(100 * fraction)} % · ${Math.round(rate)} tokens/s`),
    },
  });
}
