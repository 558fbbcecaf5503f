import { languageOf, type Problem } from "./problem.ts";

/** How a summary states a result; the answer stands between the opening and the stop. */
const SENTENCES = {
  en: { opening: ["the", "answer", "is"], stop: "." },
  zh: { opening: ["答案", "是"], stop: "。" },
} as const;

/** "the answer is 7 + 5 - 3 ." or "答案 是 7 + 5 - 3 。", in the problem's language: the summary of a reasoning problem. */
export function writeSummary(problem: Problem, answer: readonly string[]): string[] {
  const { opening, stop } = SENTENCES[languageOf(problem)];
  return [...opening, ...answer, stop];
}

/**
 * What a summary states: the words between the opening of its sentence and its stop, in either language; null unless the whole
 * summary is exactly one such sentence.
 */
export function answerOfSummary(summary: readonly string[]): string[] | null {
  for (const { opening, stop } of Object.values(SENTENCES)) {
    const opens = opening.every((word, i) => summary[i] === word);
    const inner = summary.slice(opening.length, -1);
    if (opens && summary.at(-1) === stop && inner.length > 0 && !inner.includes(stop)) return inner;
  }
  return null;
}
