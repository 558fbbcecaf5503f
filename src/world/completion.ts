import type { Span } from "./behaviour.types.ts";
import { SPECIAL_WORDS } from "./vocabulary.ts";

export interface Completion {
  /**
   * Exactly `<think> … </think> <answer> … </answer> <eos>`: one of each tag, in order, nothing before, between or after them,
   * no special token inside.
   */
  format: boolean;
  /** The words of the only `<answer> … </answer>` pair; null if there is none or more than one. */
  answer: string[] | null;
  /** Nothing but an optional `<eos>` follows `</answer>`; false without an answer. */
  answerLast: boolean;
  /** Between `<think>` and `</think>`; where tags are missing, everything before the answer. */
  thinking: string[];
  /** Where the thinking stands in the tokens. */
  thinkingSpan: Span;
  /** There is no `<eos>`. */
  truncated: boolean;
}

const TAGS = ["<think>", "</think>", "<answer>", "</answer>"] as const;

/** Reads any sequence of words; never throws, takes linear time. */
export function parseCompletion(tokens: readonly string[]): Completion {
  const [think, thinkEnd, open, close] = TAGS.map((tag) => onlyIndex(tokens, tag)) as [number, number, number, number];
  const answer = open >= 0 && close > open ? tokens.slice(open + 1, close) : null;
  const eos = tokens.indexOf("<eos>");
  const last = tokens.length - 1;
  const thinkingSpan = spanOfThinking(tokens);
  return {
    answer,
    answerLast: answer !== null && (close === last || (close === last - 1 && eos === last)),
    format:
      think === 0 &&
      thinkEnd > think &&
      open === thinkEnd + 1 &&
      close > open &&
      close === last - 1 &&
      eos === last &&
      tokens.every((word, i) => !SPECIAL_WORDS.has(word) || i === 0 || i === thinkEnd || i === open || i >= close),
    thinking: tokens.slice(thinkingSpan.start, thinkingSpan.end),
    thinkingSpan,
    truncated: eos < 0,
  };
}

/** The index of a word that occurs exactly once; -1 otherwise. */
function onlyIndex(tokens: readonly string[], word: string): number {
  const first = tokens.indexOf(word);
  return first >= 0 && tokens.indexOf(word, first + 1) < 0 ? first : -1;
}

function spanOfThinking(tokens: readonly string[]): Span {
  const ends = (word: string) => word === "</think>" || word === "<answer>" || word === "<eos>";
  const firstEnd = tokens.findIndex(ends);
  const end = firstEnd < 0 ? tokens.length : firstEnd;
  const think = tokens.indexOf("<think>");
  return { start: think >= 0 && think < end ? think + 1 : 0, end };
}
