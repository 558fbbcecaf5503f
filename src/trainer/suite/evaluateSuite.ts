import type { Policy } from "../../engine/policy.ts";
import { Rng } from "../../lib/rng.ts";
import type { SuiteResult } from "../../protocol/suite.ts";
import type { Problem } from "../../world/problem.ts";
import { promptTokens } from "../../world/tasks/index.ts";
import { worldOfVocabulary } from "../../world/worlds.ts";
import { EOS } from "../../world/vocabulary.ts";
import { evaluationRows } from "../evaluate.ts";
import { NO_HOOKS, type StepHooks } from "../stepHooks.ts";
import { wholeRollout } from "../wholeRollout.ts";
import { type Indexed, readable } from "./readable.ts";
import { type ProblemScore, scoreProblem } from "./scoreProblem.ts";
import { SUITE_VERSION, suiteHash } from "./suite.ts";
import { summariseScores } from "./summariseScores.ts";

export interface SuiteOptions {
  /** Of `suiteProblems`. */
  problems: readonly Problem[];
  /** Completions per problem; also the k of cons@k and the last k of pass@k. */
  samples: number;
  /** Of the sampling and of the bootstrap. */
  seed: number;
  /** Default 0.6, as the paper. */
  temperature?: number;
  /** Default 0.95, as the paper. */
  topP?: number;
  /** Default 160. */
  maxNewTokens?: number;
  hooks?: StepHooks;
  batches?: SuiteBatches;
}

/** Lets an interrupted evaluation go on: of the same problems, samples, seed and sampling it gives the same result. */
interface SuiteBatches {
  /** Completions of the batches that were sampled before, from the first on. */
  done: readonly Int32Array[][];
  /** Is given the completions of each further batch, in order, and awaited. Rejecting ends the evaluation. */
  add(completions: Int32Array[]): Promise<void>;
}

/** The paper's way of sampling for an evaluation. */
export const SUITE_SAMPLING = { temperature: 0.6, topP: 0.95, maxNewTokens: 160 };

/**
 * Measures a policy on the suite. A model with a small vocabulary is asked only what it can read (see `readable`); the levels that
 * are left out are missing from the result, while `suite.hash` and the problems' indices are those of all the problems given.
 *
 * @throws Error when there is no problem that the model can read, or no sample to take
 */
export async function evaluateSuite(policy: Policy, options: SuiteOptions): Promise<SuiteResult> {
  const { problems, samples, seed, hooks = NO_HOOKS } = options;
  const sampling = {
    temperature: options.temperature ?? SUITE_SAMPLING.temperature,
    topP: options.topP ?? SUITE_SAMPLING.topP,
    maxNewTokens: options.maxNewTokens ?? SUITE_SAMPLING.maxNewTokens,
  };
  const { vocabSize } = policy.shape;
  const asked = readable(problems, vocabSize).readable;
  if (asked.length === 0) {
    throw new Error(
      `evaluateSuite: expected a problem that a model of ${vocabSize} words can read ` +
        `(${(worldOfVocabulary(vocabSize)?.levels ?? []).join(", ") || "none"}), got ${problems.length} others`,
    );
  }
  if (!(samples >= 1)) throw new Error(`evaluateSuite: expected at least one sample a problem, got ${samples}`);
  const scores: ProblemScore[] = [];
  for await (const { one, completions } of sampleAll(policy, asked, { ...options, hooks }, sampling)) {
    scores.push(scoreProblem(one, completions));
  }
  return {
    suite: { version: SUITE_VERSION, hash: suiteHash(problems) },
    samples,
    seed,
    ...sampling,
    backend: policy.backend.name,
    ...summariseScores(scores, seed),
    problems: scores.map(({ summary }) => summary),
  };
}

async function* sampleAll(
  policy: Policy,
  asked: readonly Indexed[],
  { samples, seed, hooks, batches }: SuiteOptions & { hooks: StepHooks },
  sampling: typeof SUITE_SAMPLING,
): AsyncGenerator<{ one: Indexed; completions: Int32Array[] }> {
  const atOnce = Math.max(1, Math.floor(evaluationRows / samples));
  const key = Rng.of(seed, "suite").int(0, 0x7fffffff);
  const start = performance.now();
  let tokens = 0;
  const rate = (more: number): number => (1000 * (tokens + more)) / Math.max(1, performance.now() - start);
  const sampled = async (chunk: readonly Indexed[], from: number): Promise<Int32Array[]> => {
    const { completions } = await wholeRollout(
      policy,
      chunk.map(({ problem }) => promptTokens(problem)),
      samples,
      { ...sampling, seed: key, step: from, eosToken: EOS },
      hooks,
      { phase: "evaluating", fraction: () => from / asked.length, rate },
    );
    return completions;
  };
  const { done = [], add = async () => {} } = batches ?? {};
  for (let from = 0, batch = 0; from < asked.length; from += atOnce, batch++) {
    const chunk = asked.slice(from, from + atOnce);
    const known = done[batch];
    const completions = known ?? (await sampled(chunk, from));
    if (completions.length !== chunk.length * samples) {
      throw new Error(
        `evaluateSuite: expected ${chunk.length * samples} completions as batch ${batch + 1}, got ${completions.length}`,
      );
    }
    if (known === undefined) tokens += completions.reduce((sum, completion) => sum + completion.length, 0);
    // Whoever tells the time takes no pace from what was done before.
    if (batch >= done.length - 1) hooks.onProgress("evaluating", (from + chunk.length) / asked.length, rate(0));
    if (known === undefined) await add(completions);
    for (const [i, one] of chunk.entries())
      yield { one, completions: completions.slice(i * samples, (i + 1) * samples) };
  }
}
