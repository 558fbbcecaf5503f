import type { TraceExample, TraceSource } from "../../protocol/pipeline.ts";
import { judge, type Judged } from "../../world/judge.ts";
import { levelOfName } from "../../world/levels.ts";
import { levelOf, type LevelId, type Problem } from "../../world/problem.ts";
import { writeSummary } from "../../world/summary.ts";
import { renderPrompt } from "../../world/tasks/index.ts";
import { SUMMARY_TOKEN } from "../../world/vocabulary.ts";

/** A response that may become training data. */
export interface Candidate {
  problem: Problem;
  level: LevelId;
  source: TraceSource;
  /** Framed. */
  prompt: string;
  /** As it was written, `<eos>` included. */
  words: readonly string[];
  judged: Judged;
  /** What it was made from, where it was made from another response. */
  before?: readonly string[];
}

export function candidate(
  problem: Problem,
  source: TraceSource,
  words: readonly string[],
  before?: readonly string[],
): Candidate {
  const level = levelOfName(levelOf(problem));
  if (level === null) throw new Error(`candidate: expected a problem of a known level, got ${levelOf(problem)}`);
  return {
    problem,
    level,
    source,
    prompt: renderPrompt(problem),
    words,
    judged: judge(problem, words),
    ...(before && { before }),
  };
}

/** `|special_token| thinking |special_token| the answer is … . <eos>` */
export const summarisedResponse = (
  problem: Problem,
  thinking: readonly string[],
  answer: readonly string[],
): string[] => [SUMMARY_TOKEN, ...thinking, SUMMARY_TOKEN, ...writeSummary(problem, answer), "<eos>"];

export const exampleOf = ({ level, source, prompt, words, before }: Candidate, why?: string): TraceExample => ({
  level,
  source,
  prompt,
  response: words.join(" "),
  ...(before && { before: before.join(" ") }),
  ...(why !== undefined && { why }),
});
