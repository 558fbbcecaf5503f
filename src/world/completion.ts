import type { Span } from "./behaviour.types.ts";
import { SPECIAL_WORDS, SUMMARY_TOKEN } from "./vocabulary.ts";

export interface Completion {
  /**
   * Exactly `<think> … </think> <answer> … </answer> <eos>`, or exactly `|special_token| … |special_token| summary <eos>` with a
   * summary that is not empty: nothing before, between or after them, no special token inside.
   */
  format: boolean;
  /** The words of the only `<answer> … </answer>` pair; null if there is none or more than one, or where a summary stands. */
  answer: string[] | null;
  /** Nothing but an optional `<eos>` follows `</answer>`; false without an answer. */
  answerLast: boolean;
  /**
   * What follows the second of two summary tokens, without `<eos>`; null unless there are exactly two, no tag of the other format
   * stands anywhere, and nothing follows `<eos>`.
   */
  summary: string[] | null;
  /** Between `<think>` and `</think>`, or the two summary tokens; where they are missing, everything before the answer. */
  thinking: string[];
  /** Where the thinking stands in the tokens. */
  thinkingSpan: Span;
  /** There is no `<eos>`. */
  truncated: boolean;
}

const TAGS = ["<think>", "</think>", "<answer>", "</answer>"] as const;

/** Reads any sequence of words; never throws, takes linear time. */
export function parseCompletion(tokens: readonly string[]): Completion {
  return tokens.includes(SUMMARY_TOKEN) ? parseSummarised(tokens) : parseTagged(tokens);
}

function parseSummarised(tokens: readonly string[]): Completion {
  const eos = tokens.indexOf("<eos>");
  const ended = eos === tokens.length - 1;
  const first = tokens.indexOf(SUMMARY_TOKEN);
  const second = tokens.indexOf(SUMMARY_TOKEN, first + 1);
  const others = tokens.filter((word) => SPECIAL_WORDS.has(word) && word !== "<eos>").length;
  const whole = second >= 0 && others === 2 && (eos < 0 || ended);
  const summary = whole ? tokens.slice(second + 1, eos < 0 ? tokens.length : eos) : null;
  const thinkingSpan = { start: first + 1, end: second >= 0 ? second : eos > first ? eos : tokens.length };
  return {
    answer: null,
    answerLast: false,
    summary,
    format: summary !== null && summary.length > 0 && first === 0 && ended,
    thinking: tokens.slice(thinkingSpan.start, thinkingSpan.end),
    thinkingSpan,
    truncated: eos < 0,
  };
}

function parseTagged(tokens: readonly string[]): Completion {
  const [think, thinkEnd, open, close] = TAGS.map((tag) => onlyIndex(tokens, tag)) as [number, number, number, number];
  const answer = open >= 0 && close > open ? tokens.slice(open + 1, close) : null;
  const eos = tokens.indexOf("<eos>");
  const last = tokens.length - 1;
  const thinkingSpan = spanOfThinking(tokens);
  return {
    answer,
    summary: null,
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
