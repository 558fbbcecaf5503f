import type { Problem } from "../world/problem.ts";
import { canonicalAnswer, checkAnswer } from "../world/tasks/index.ts";

/**
 * cons@k of one problem: is the most frequent answer right? Rewritings of one answer count together, null abstains. With
 * several answers in the lead: the share of right ones among them, which is what drawing lots would give on average.
 * Nobody voted: 0.
 */
export function majorityVote(problem: Problem, answers: readonly (string | null)[]): number {
  const votes = new Map<string, number>();
  for (const answer of answers) {
    const form = canonicalAnswer(problem, answer);
    if (form !== null) votes.set(form, (votes.get(form) ?? 0) + 1);
  }
  const most = Math.max(0, ...votes.values());
  const leaders = [...votes].filter(([, count]) => count === most).map(([form]) => form);
  return leaders.length === 0
    ? 0
    : leaders.filter((form) => checkAnswer(problem, form.split(" "))).length / leaders.length;
}
