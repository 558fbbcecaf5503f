import { parseBehaviour } from "./behaviour.ts";
import type { Behaviour } from "./behaviour.types.ts";
import { parseCompletion } from "./completion.ts";
import type { Problem } from "./problem.ts";
import { checkAnswer } from "./tasks/index.ts";

export interface Judged {
  /**
   * Exactly one answer, followed by nothing but an optional `<eos>`, and it solves the problem. Whether the thinking is in its
   * tags does not matter here; that is `format`.
   */
  correct: boolean;
  format: boolean;
  /** What stands in the only answer tag, words joined by spaces; null if there is none or more than one. */
  answer: string | null;
  /** There is no `<eos>`. */
  truncated: boolean;
  behaviour: Behaviour;
}

/** Everything that is to be known about a completion by rules alone. Never throws, whatever the words. */
export function judge(problem: Problem, tokens: readonly string[]): Judged {
  const { answer, answerLast, format, thinkingSpan, truncated } = parseCompletion(tokens);
  const correct = answer !== null && answerLast && checkAnswer(problem, answer);
  return {
    correct,
    format,
    answer: answer?.join(" ") ?? null,
    truncated,
    behaviour: parseBehaviour(problem, tokens, correct, thinkingSpan),
  };
}
