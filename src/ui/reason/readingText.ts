import type { ReadProblem } from "../../world/readProblem.ts";
import { taskOf } from "../../world/tasks/index.ts";
import { kindText } from "./levelText.ts";

/** What was understood of a typed problem, or why nothing was, in sentences. */
export function readingText(text: string, read: ReadProblem): string {
  if (read.problem === null) return read.why;
  const kind = `${kindText(read.problem)}.`;
  const meant = text.trim() === read.text ? kind : `${kind} The model reads: ${read.text}`;
  const hopeless = read.problem.task !== "general" && taskOf(read.problem).solve() === null;
  return hopeless ? `There is no right answer to this. ${meant}` : meant;
}
