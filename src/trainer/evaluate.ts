import type { Policy, WeightSlot } from "../engine/policy.ts";
import { Rng } from "../lib/rng.ts";
import type { Evaluation, LevelScores } from "../protocol/messages.ts";
import { judge } from "../world/judge.ts";
import { levelOf, type Problem } from "../world/problem.ts";
import { promptTokens } from "../world/tasks/index.ts";
import { decodeWords, EOS } from "../world/vocabulary.ts";
import { type Estimate, meanInterval, meanOf, meanOfEstimates, rateInterval } from "./interval.ts";
import { majorityVote } from "./majorityVote.ts";
import { passAtK } from "./passAtK.ts";
import { NO_HOOKS, type StepHooks } from "./stepHooks.ts";
import { wholeRollout } from "./wholeRollout.ts";

/** Completions sampled at once; only speed and memory depend on it. */
export const evaluationRows = 256;

export interface EvaluateOptions {
  /** Grouped by their level in the result; levels in order of first appearance. */
  problems: readonly Problem[];
  /** Completions per problem; also the k of pass@k and cons@k. */
  samples: number;
  /** Of the sampling. */
  seed: number;
  temperature: number;
  /** Nucleus sampling; default 1, the whole vocabulary. */
  topP?: number;
  maxNewTokens: number;
  /** Default "policy". */
  slot?: WeightSlot;
  /** Goes into the result: the training steps behind the weights. */
  step: number;
  hooks?: StepHooks;
}

/**
 * Measures a policy: pass@1, cons@k, pass@k (k = samples), format, mean_length, aha_rate and reflection_rate of each level
 * and their unweighted mean over levels, each with a 95 % interval `<metric>_ci` whose sampling unit is the problem.
 *
 * @throws Error when there is no problem or no sample to measure on
 */
export async function evaluatePolicy(policy: Policy, options: EvaluateOptions): Promise<Evaluation> {
  const { problems, samples, seed, step } = options;
  if (problems.length === 0) throw new Error("evaluatePolicy: expected at least one problem, got none");
  if (!(samples >= 1)) throw new Error(`evaluatePolicy: expected at least one sample a problem, got ${samples}`);
  const byLevel = new Map<string, Record<string, number>[]>();
  for await (const { problem, completions } of sampleAll(policy, options)) {
    const level = levelOf(problem);
    byLevel.set(level, [...(byLevel.get(level) ?? []), scoreProblem(problem, completions)]);
  }
  const estimates = new Map([...byLevel].map(([level, scores]) => [level, estimate(scores)]));
  const levels = Object.fromEntries([...estimates].map(([level, metrics]) => [level, toScores(metrics)]));
  return { step, samples, seed, levels, mean: toScores(meanOverLevels([...estimates.values()])) };
}

async function* sampleAll(
  policy: Policy,
  { problems, samples, seed, temperature, topP = 1, maxNewTokens, slot = "policy", hooks = NO_HOOKS }: EvaluateOptions,
): AsyncGenerator<{ problem: Problem; completions: Int32Array[] }> {
  const atOnce = Math.max(1, Math.floor(evaluationRows / samples));
  const key = Rng.of(seed, "evaluation").int(0, 0x7fffffff);
  const start = performance.now();
  let tokens = 0;
  for (let from = 0; from < problems.length; from += atOnce) {
    const chunk = problems.slice(from, from + atOnce);
    const { completions } = await wholeRollout(
      policy,
      chunk.map(promptTokens),
      samples,
      { temperature, topP, maxNewTokens, seed: key, step: from, eosToken: EOS, slot },
      hooks,
      {
        phase: "evaluating",
        fraction: () => from / problems.length,
        rate: (soFar) => rate(tokens + soFar, start),
      },
    );
    tokens += completions.reduce((sum, completion) => sum + completion.length, 0);
    hooks.onProgress("evaluating", (from + chunk.length) / problems.length, rate(tokens, start));
    for (const [i, problem] of chunk.entries()) {
      yield { problem, completions: completions.slice(i * samples, (i + 1) * samples) };
    }
  }
}

const rate = (tokens: number, start: number): number => (1000 * tokens) / Math.max(1, performance.now() - start);

/** Each metric's mean over the samples of one problem. */
function scoreProblem(problem: Problem, completions: readonly Int32Array[]): Record<string, number> {
  const k = completions.length;
  const judged = completions.map((completion) => judge(problem, decodeWords(completion)));
  const share = (test: (one: (typeof judged)[number]) => boolean): number => judged.filter(test).length / k;
  const right = judged.filter((one) => one.correct).length;
  return {
    "pass@1": right / k,
    [`cons@${k}`]: majorityVote(
      problem,
      judged.map((one) => one.answer),
    ),
    [`pass@${k}`]: passAtK(k, right, k),
    format: share((one) => one.format),
    mean_length: completions.reduce((sum, completion) => sum + completion.length, 0) / k,
    aha_rate: share((one) => one.behaviour.aha),
    reflection_rate: share((one) => one.behaviour.reflections > 0),
  };
}

type Estimates = Map<string, Estimate>;

function estimate(problems: readonly Record<string, number>[]): Estimates {
  const names = Object.keys(problems[0] ?? {});
  return new Map(names.map((name) => [name, meanOf(problems.map((scores) => scores[name] as number))]));
}

function meanOverLevels(levels: readonly Estimates[]): Estimates {
  const names = [...(levels[0]?.keys() ?? [])];
  return new Map(names.map((name) => [name, meanOfEstimates(levels.map((metrics) => metrics.get(name) as Estimate))]));
}

function toScores(metrics: Estimates): LevelScores {
  const first = metrics.get("pass@1") as Estimate;
  const scores: LevelScores = { n: first.n, "pass@1": first.value, "pass@1_ci": rateInterval(first) };
  for (const [name, found] of metrics) {
    scores[name] = found.value;
    scores[`${name}_ci`] = name === "mean_length" ? meanInterval(found) : rateInterval(found);
  }
  return scores;
}
