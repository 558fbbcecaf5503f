import type { Span } from "./behaviour.types.ts";

/** What each judging word says of a value that should be `target`; of other things only whether it is good or bad. */
const VERDICTS = new Map<string, { positive: boolean; holds: (value: number, target: number) => boolean }>([
  ...both("yes", "对", true, (value, target) => value === target),
  ...both("no", "不", false, (value, target) => value !== target),
  ...both("low", "小", false, (value, target) => value < target),
  ...both("high", "大", false, (value, target) => value > target),
]);

/** A judging word and where it stands. */
export interface VerdictWord extends Span {
  word: string;
  positive: boolean;
  /** What the word says is true of this value and target. */
  holds: (value: number, target: number) => boolean;
}

/** The word at i as a verdict; undefined if it is none. */
export function verdictAt(words: readonly string[], i: number): VerdictWord | undefined {
  const word = words[i];
  const verdict = word === undefined ? undefined : VERDICTS.get(word);
  return verdict && word !== undefined ? { start: i, end: i + 1, word, ...verdict } : undefined;
}

function both(en: string, zh: string, positive: boolean, holds: (value: number, target: number) => boolean) {
  const verdict = { positive, holds };
  return [
    [en, verdict],
    [zh, verdict],
  ] as const;
}
