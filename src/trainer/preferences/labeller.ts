import { EQUALLY_HELPFUL } from "../../world/general/equallyHelpful.ts";
import { helpfulTruth } from "../../world/general/truth.ts";
import { POLITE_WORDS } from "../../world/general/tone.ts";
import type { GeneralProblem } from "../../world/problem.ts";

/** Sums of weights that are equal on paper differ in the last bits. */
const ROUNDING = 1e-9;

/**
 * Which of two summaries a labeller prefers: the more helpful one by the rules; of two that look equally helpful the more polite; then
 * the more helpful again.
 *
 * @returns above 0 for the first, below 0 for the second, 0 where neither is preferred
 */
export function preference(problem: GeneralProblem, first: readonly string[], second: readonly string[]): number {
  const truth = helpfulTruth(problem, first).score - helpfulTruth(problem, second).score;
  const taste = politeWords(first) - politeWords(second);
  if (Math.abs(truth) > EQUALLY_HELPFUL + ROUNDING) return truth;
  if (taste !== 0) return taste;
  return Math.abs(truth) > ROUNDING ? truth : 0;
}

const politeWords = (words: readonly string[]): number => words.filter((word) => POLITE_WORDS.has(word)).length;
