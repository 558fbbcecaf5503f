import { parseBehaviour } from "./behaviour.ts";
import type { Behaviour } from "./behaviour.types.ts";
import { type Completion, parseCompletion } from "./completion.ts";
import type { Problem } from "./problem.ts";
import { answerOfSummary } from "./summary.ts";
import { checkAnswer } from "./tasks/index.ts";
import { SPECIAL_WORDS } from "./vocabulary.ts";

export interface Judged {
  /**
   * Exactly one answer, followed by nothing but an optional `<eos>`, and it solves the problem. Whether the thinking is in its
   * tags does not matter here; that is `format`.
   */
  correct: boolean;
  format: boolean;
  /**
   * Words joined by spaces; null if there is none or more than one. In the first format what stands in the only answer tag; after a
   * summary token what the summary states. For a general prompt the whole summary, or the whole response where it has no tag at all.
   */
  answer: string | null;
  /** The summary, of a response that has one. */
  summary: string | null;
  /** There is no `<eos>`. */
  truncated: boolean;
  behaviour: Behaviour;
}

/** Everything that is to be known about a completion by rules alone. Never throws, whatever the words. */
export function judge(problem: Problem, tokens: readonly string[]): Judged {
  const completion = parseCompletion(tokens);
  const answer = answerIn(problem, completion, tokens);
  const correct = answer !== null && checkAnswer(problem, answer);
  return {
    correct,
    format: completion.format,
    answer: (answer ?? completion.answer)?.join(" ") ?? null,
    summary: completion.summary?.join(" ") ?? null,
    truncated: completion.truncated,
    behaviour: parseBehaviour(problem, tokens, correct, completion.thinkingSpan),
  };
}

/** The words that are checked; null where no answer may count. */
function answerIn(
  problem: Problem,
  { answer, answerLast, summary, truncated }: Completion,
  tokens: readonly string[],
): string[] | null {
  if (summary !== null) {
    if (truncated) return null;
    return problem.task === "general" ? summary : answerOfSummary(summary);
  }
  if (answer !== null) return answerLast ? answer : null;
  const plain =
    problem.task === "general" && tokens.every((word, i) => !SPECIAL_WORDS.has(word) || i === tokens.length - 1);
  return plain && !truncated ? tokens.slice(0, -1) : null;
}
