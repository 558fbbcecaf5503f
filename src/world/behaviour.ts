import type { Attempt, Behaviour, Span } from "./behaviour.types.ts";
import { parseCompletion } from "./completion.ts";
import type { Problem } from "./problem.ts";
import { taskOf } from "./tasks/index.ts";
import { REFLECTION_WORDS, wordLanguage } from "./vocabulary.ts";

/**
 * Reads what the thinking does, exactly, from any sequence of words; never throws, takes linear time.
 *
 * - attempt: what the task reads as one (readAttempts), such as a calculation with `= value` steps; right if it solves the problem
 *   by recomputing, numbers included
 * - verdict: the judging word about the attempt; wrong if the truth is otherwise
 * - backtrack: an attempt after one with a negative verdict
 * - reflection: the run of reflection words nearest before an attempt, or the last run if no attempt follows
 * - superficial: a reflection followed by a repeated attempt or by none
 * - aha (an effective reflection): an attempt that is right, straight after a reflection, with a wrong attempt somewhere before it,
 *   in a completion whose final answer is correct
 *
 * @param tokens the completion, without the prompt; spans in the result are indices into it
 * @param correct the final answer is correct
 * @param span where the thinking stands; found by parseCompletion if not given
 */
export function parseBehaviour(
  problem: Problem,
  tokens: readonly string[],
  correct: boolean,
  span: Span = parseCompletion(tokens).thinkingSpan,
): Behaviour {
  const attempts = taskOf(problem).readAttempts(tokens, span);
  const seen = new Set<string>();
  const trace: Attempt[] = [];
  let ahaAt: Behaviour["ahaAt"];
  let lastWrong = -1;
  for (const [i, { start, end, key, right, errors, verdict }] of attempts.entries()) {
    const repeated = seen.has(key);
    const run = lastReflection(tokens, attempts[i - 1]?.end ?? span.start, start);
    const effective = run !== null && right && correct && lastWrong >= 0;
    trace.push({
      start,
      end,
      key,
      right,
      arithmeticOk: errors === 0,
      repeated,
      ...(verdict && { verdict }),
      ...(run && { reflection: { ...run, effective, superficial: repeated } }),
    });
    if (effective) ahaAt ??= { wrong: lastWrong, right: i };
    if (!right) lastWrong = i;
    seen.add(key);
  }
  const trailing = lastReflection(tokens, attempts.at(-1)?.end ?? span.start, span.end);
  const reflections = trace.flatMap((attempt) => attempt.reflection ?? []);
  return {
    attempts: trace.length,
    backtracks: trace.filter((_, i) => trace[i - 1]?.verdict?.positive === false).length,
    reflections: reflections.length + (trailing ? 1 : 0),
    aha: ahaAt !== undefined,
    superficial: reflections.filter(({ superficial }) => superficial).length + (trailing ? 1 : 0),
    wrongVerdicts: trace.filter(({ verdict }) => verdict?.wrong).length,
    trace,
    trailingReflections: trailing ? [trailing] : [],
    ...(ahaAt && { ahaAt }),
    arithmeticErrors: attempts.reduce((sum, { errors }) => sum + errors, 0),
    words: countLanguages(tokens, span),
  };
}

function lastReflection(tokens: readonly string[], start: number, end: number): Span | null {
  let last = end - 1;
  while (last >= start && !REFLECTION_WORDS.has(tokens[last] as string)) last--;
  if (last < start) return null;
  let first = last;
  while (first > start && REFLECTION_WORDS.has(tokens[first - 1] as string)) first--;
  return { start: first, end: last + 1 };
}

function countLanguages(tokens: readonly string[], { start, end }: Span): { en: number; zh: number } {
  const words = { en: 0, zh: 0 };
  for (let i = start; i < end; i++) {
    const language = wordLanguage(tokens[i] as string);
    if (language !== null) words[language]++;
  }
  return words;
}
