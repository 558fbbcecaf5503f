import type { Judged } from "../../world/judge.ts";
import { languageOf, type Problem } from "../../world/problem.ts";
import { TRANSLATION } from "../../world/vocabulary.ts";

const TO_CHINESE = new Map<string, string>([...Object.entries(TRANSLATION), ["says", "说"]]);
const TO_ENGLISH = new Map([...TO_CHINESE].map(([en, zh]) => [zh, en]));

/**
 * Post-processing of a response that is right but not readable, as the paper's annotators did: the thinking in the prompt's language,
 * without attempts that were made before, that miscalculate or that are judged wrongly, and ended where the right one stands.
 *
 * @returns the new thinking; null where nothing right is left to tell
 */
export function rewriteTrace(
  problem: Problem,
  words: readonly string[],
  { correct, behaviour }: Judged,
): string[] | null {
  const right = behaviour.trace.findIndex((attempt) => attempt.right && attempt.arithmeticOk);
  if (!correct || right < 0) return null;
  const kept = behaviour.trace.filter(
    (attempt, i) =>
      i === right ||
      (i < right &&
        !attempt.repeated &&
        attempt.arithmeticOk &&
        attempt.verdict?.positive === false &&
        !attempt.verdict.wrong),
  );
  const translate = languageOf(problem) === "zh" ? TO_CHINESE : TO_ENGLISH;
  const say = (word: string): string => translate.get(word) ?? word;
  const out: string[] = [];
  for (const { start, end, verdict, reflection } of kept) {
    if (out.length > 0) out.push(...(reflection ? words.slice(reflection.start, reflection.end) : [";"]));
    out.push(...words.slice(start, Math.max(end, verdict?.end ?? end)));
  }
  const last = kept.at(-1);
  if (last?.verdict && !last.verdict.positive) out.splice(out.length - 1, 1, "yes");
  if (last && !last.verdict) out.push("yes");
  return out.map(say);
}
