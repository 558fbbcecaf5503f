import type { ReasonTrace } from "../../store/reasonState.ts";
import { judge, type Judged } from "../../world/judge.ts";
import { decodeWords } from "../../world/vocabulary.ts";

/** The words of an answer and what the rules say about it so far. */
export function judgedTrace({ tokens, problem }: ReasonTrace): { words: string[]; judged: Judged } {
  const words = decodeWords(tokens.map(({ token }) => token));
  return { words, judged: judge(problem, words) };
}
