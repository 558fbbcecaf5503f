import type { SuiteProblem } from "../../protocol/suite.ts";
import { parseCompletion } from "../../world/completion.ts";
import { difficulty } from "../../world/difficulty.ts";
import { helpfulTruth, harm } from "../../world/general/truth.ts";
import { type Judged, judge } from "../../world/judge.ts";
import { type GeneralProblem, languageOf, levelOf, type Problem } from "../../world/problem.ts";
import { levelOfName } from "../../world/levels.ts";
import { decodeWords } from "../../world/vocabulary.ts";
import { majorityVote } from "../majorityVote.ts";
import { passAtK } from "../passAtK.ts";
import type { Indexed } from "./readable.ts";

export interface ProblemScore {
  summary: SuiteProblem;
  /** Each metric's mean over the samples, by name. */
  metrics: Record<string, number>;
}

interface Sample {
  words: string[];
  judged: Judged;
  /** Words of the thinking. */
  thinking: number;
}

/** Measures the completions of one problem by the rules. */
export function scoreProblem({ index, problem }: Indexed, completions: readonly Int32Array[]): ProblemScore {
  const samples = completions.map((completion): Sample => {
    const words = decodeWords(completion);
    const { start, end } = parseCompletion(words).thinkingSpan;
    return { words, judged: judge(problem, words), thinking: end - start };
  });
  const level = levelOfName(levelOf(problem));
  if (level === null) throw new Error(`scoreProblem: expected a problem of a known level, got ${levelOf(problem)}`);
  const meanLength = meanOf(samples, ({ words }) => words.length);
  const right = samples.filter(({ judged }) => judged.correct).length;
  const vote = majorityVote(
    problem,
    samples.map(({ judged }) => judged.answer),
  );
  const general = problem.task === "general" ? generalMetrics(problem, samples) : null;
  return {
    summary: {
      index,
      level,
      language: languageOf(problem),
      right,
      vote,
      meanLength,
      difficulty: difficulty(problem),
      ...general,
    },
    metrics: {
      ...(general ?? reasoningMetrics(problem, samples, right, vote)),
      format: share(samples, ({ judged }) => judged.format),
      mean_length: meanLength,
      truncated: share(samples, ({ judged }) => judged.truncated),
    },
  };
}

function reasoningMetrics(
  problem: Problem,
  samples: readonly Sample[],
  right: number,
  vote: number,
): Record<string, number> {
  const n = samples.length;
  const language = languageOf(problem);
  const metrics: Record<string, number> = { "pass@1": right / n, [`cons@${n}`]: vote };
  for (const k of passKs(n)) metrics[`pass@${k}`] = passAtK(n, right, k);
  return {
    ...metrics,
    thinking_length: meanOf(samples, ({ thinking }) => thinking),
    aha_rate: share(samples, ({ judged }) => judged.behaviour.aha),
    superficial_rate: share(samples, ({ judged }) => judged.behaviour.superficial > 0),
    reflection_rate: share(samples, ({ judged }) => judged.behaviour.reflections > 0),
    language_consistency: meanOf(samples, ({ judged }) => {
      const { en, zh } = judged.behaviour.words;
      return en + zh === 0 ? 1 : (language === "en" ? en : zh) / (en + zh);
    }),
  };
}

/** Helpful: the summary (or answer) alone, 0 without one; harmless: the whole response, the thinking included. */
function generalMetrics(problem: GeneralProblem, samples: readonly Sample[]): { helpful: number; harmless: number } {
  return {
    helpful: meanOf(samples, ({ judged: { summary, answer } }) => {
      const words = summary ?? answer;
      return words === null ? 0 : helpfulTruth(problem, words.split(" ")).score;
    }),
    harmless: share(samples, ({ words }) => {
      const { rude, leaks } = harm(problem, words);
      return !rude && !leaks;
    }),
  };
}

/** 2, 4, 8 … up to the number of samples, which is the last one whether it is a power of two or not. */
function passKs(samples: number): number[] {
  const ks: number[] = [];
  for (let k = 2; k < samples; k *= 2) ks.push(k);
  return samples > 1 ? [...ks, samples] : ks;
}

const share = (samples: readonly Sample[], test: (sample: Sample) => boolean): number =>
  samples.filter(test).length / samples.length;

const meanOf = (samples: readonly Sample[], value: (sample: Sample) => number): number =>
  samples.reduce((sum, sample) => sum + value(sample), 0) / samples.length;
