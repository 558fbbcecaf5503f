import type { Span } from "../behaviour.types.ts";
import { REFLECTION_WORDS, SPECIAL_WORDS, TRANSLATION } from "../vocabulary.ts";

const OPENS: ReadonlySet<string> = new Set(["try", TRANSLATION.try]);
/** A conclusion, a tag, a second thought and ";" are not part of the try before them. */
const CLOSES: ReadonlySet<string> = new Set([...REFLECTION_WORDS, ...SPECIAL_WORDS, ";", "so", TRANSLATION.so]);

/**
 * Every "try …" in any sequence of words, in order: from its "try" (or 试) to before the next try, reflection word, ";", conclusion,
 * tag, or the end. What is tried, the task reads. Linear time.
 */
export function findTries(words: readonly string[], span: Span): Span[] {
  const tries: Span[] = [];
  const end = Math.min(span.end, words.length);
  let start: number | null = null;
  for (let i = Math.max(0, span.start); i < end; i++) {
    const word = words[i] as string;
    const opens = OPENS.has(word);
    if (start !== null && (opens || CLOSES.has(word))) {
      tries.push({ start, end: i });
      start = null;
    }
    if (opens) start = i;
  }
  if (start !== null) tries.push({ start, end });
  return tries;
}
