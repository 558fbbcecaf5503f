import type { Problem } from "../../world/problem.ts";
import { promptTokens } from "../../world/tasks/index.ts";
import { decodeWords } from "../../world/vocabulary.ts";

/** Why a model of a small vocabulary cannot be asked this, or null when it can. */
export function unreadableText(title: string, problem: Problem, vocabSize: number): string | null {
  const foreign = [...new Set(promptTokens(problem))].filter((id) => id >= vocabSize);
  if (foreign.length === 0) return null;
  const words = decodeWords(foreign).map((word) => `“${word}”`);
  return `${title} has ${vocabSize} words and cannot read this problem: it does not know ${words.join(", ")}.`;
}
