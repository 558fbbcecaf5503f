import type { ReasonTrace } from "../../store/reasonState.ts";
import { renderProblem } from "../../world/tasks/index.ts";

/** How far two answers agree, in a sentence; "" while there is nothing to compare. */
export function comparisonText(a: ReasonTrace | undefined, b: ReasonTrace | undefined): string {
  if (!a || !b || a.status === "thinking" || b.status === "thinking") return "";
  if (renderProblem(a.problem) !== renderProblem(b.problem)) return "These are answers to different problems.";
  const length = Math.min(a.tokens.length, b.tokens.length);
  let same = 0;
  while (same < length && a.tokens[same]?.token === b.tokens[same]?.token) same++;
  if (same === a.tokens.length && same === b.tokens.length) return "The same text, word for word.";
  if (same === 0) return "They differ from the first token on.";
  return `The first ${same === 1 ? "token is" : `${same} tokens are`} the same; then they part.`;
}
