import type { Span } from "./behaviour.types.ts";
import { findChains } from "./chains.ts";
import type { ReadAttempt } from "./tasks/task.ts";
import { verdictAt } from "./verdicts.ts";

/** Attempts that are calculations with `= value` steps (see findChains), judged by the first judging word after them. */
export function readChainAttempts(
  words: readonly string[],
  span: Span,
  task: {
    /** What a value is judged against. */
    target: number;
    /** The expression, without its results, solves the problem. */
    solvedBy: (expression: readonly string[]) => boolean;
    keyOf: (expression: readonly string[]) => string;
  },
): ReadAttempt[] {
  const chains = findChains(words, span);
  return chains.map(({ start, end, expression, value, arithmeticErrors }, i) => {
    const verdict = firstVerdict(words, end, chains[i + 1]?.start ?? span.end, value, task.target);
    return {
      start,
      end,
      key: task.keyOf(expression),
      right: task.solvedBy(expression),
      errors: arithmeticErrors,
      ...(verdict && { verdict }),
    };
  });
}

function firstVerdict(
  words: readonly string[],
  start: number,
  end: number,
  value: number,
  target: number,
): ReadAttempt["verdict"] {
  for (let i = start; i < end; i++) {
    const verdict = verdictAt(words, i);
    if (!verdict) continue;
    const { word, positive, holds } = verdict;
    return { start: i, end: i + 1, word, positive, wrong: !holds(value, target) };
  }
  return undefined;
}
