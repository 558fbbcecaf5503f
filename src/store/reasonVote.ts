import { judge, type Judged } from "../world/judge.ts";
import type { Problem } from "../world/problem.ts";
import { canonicalAnswer } from "../world/tasks/index.ts";
import { decodeWords } from "../world/vocabulary.ts";

/** One completion of a vote, judged. */
export interface VotedCompletion {
  /** From 1, in the order of the seed. */
  number: number;
  tokens: readonly number[];
  words: string[];
  judged: Judged;
}

/** Completions with answers that are rewritings of each other. */
export interface VoteBar {
  /** The answer, canonical; null where there is none in the asked form. */
  answer: string | null;
  right: boolean;
  completions: VotedCompletion[];
}

/** Bars with most votes first; those without an answer stand last, since they vote for nothing. */
export function tallyVote(problem: Problem, completions: readonly (readonly number[])[]): VoteBar[] {
  const bars = new Map<string | null, VoteBar>();
  completions.forEach((tokens, i) => {
    const words = decodeWords(tokens);
    const judged = judge(problem, words);
    const answer = canonicalAnswer(problem, judged.answer);
    const bar = bars.get(answer) ?? { answer, right: false, completions: [] };
    bar.right ||= judged.correct;
    bar.completions.push({ number: i + 1, tokens, words, judged });
    bars.set(answer, bar);
  });
  return [...bars.values()].sort(
    (x, y) => Number(x.answer === null) - Number(y.answer === null) || y.completions.length - x.completions.length,
  );
}
