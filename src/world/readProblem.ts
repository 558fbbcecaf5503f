import { nearest } from "../lib/nearest.ts";
import type { Problem } from "./problem.ts";
import { shorthands } from "./shorthands.ts";
import { isKnownWord, splitWords } from "./splitWords.ts";
import { parseProblem, renderProblem } from "./tasks/index.ts";
import { VOCABULARY } from "./vocabulary.ts";

export type ReadProblem =
  | { problem: Problem; /** As the models read it, without its frame. */ text: string }
  | {
      problem: null;
      /** Words that no model knows, as they were read. */ unknown: string[];
      /** Sentences. */ why: string;
    };

const LONGEST = 400;
const NAMED = 5;

/**
 * Reads a problem as people type it, in words or in symbols: "use 7 3 5 make 9", "7 3 5 -> 9", "3x+4=19", "用 7 3 5 成 9",
 * "what colour is snow". Never throws; where nothing can be read it says which words are unknown.
 */
export function readProblem(text: string): ReadProblem {
  if (text.length > LONGEST) {
    const why = `A problem has at most ${LONGEST} characters; this text has ${text.length}.`;
    return { problem: null, unknown: [], why };
  }
  const words = unframed(splitWords(text));
  if (words.length === 0) return { problem: null, unknown: [], why: "Type a problem, or press one of the examples." };
  for (const meant of [words, ...shorthands(words)]) {
    try {
      const problem = parseProblem(meant.join(" "));
      return { problem, text: renderProblem(problem) };
    } catch {
      // Not this reading; the next one may be it.
    }
  }
  const unknown = [...new Set(words.filter((word) => !isKnownWord(word)))];
  return { problem: null, unknown, why: unknown.length > 0 ? unknownText(unknown) : UNASKED };
}

const UNASKED =
  "Every word is known, but no task asks like this, or what is asked has not exactly one solution. " +
  "Press an example to see how each task is asked.";

/** Without the frame of a prompt and the marks at its end. */
function unframed(words: readonly string[]): string[] {
  const from = words[0] === "<bos>" ? 1 : 0;
  const spoken = /^(user|用户)$/.test(words[from] ?? "") && words[from + 1] === ":" ? from + 2 : from;
  let end = words.length;
  if (words[end - 1] === ":" && /^(assistant|助手)$/.test(words[end - 2] ?? "")) end -= 2;
  while (end > spoken && /^[?.。!]$/.test(words[end - 1] ?? "")) end--;
  return words.slice(spoken, end);
}

function unknownText(unknown: readonly string[]): string {
  const named = unknown.slice(0, NAMED).map(nameOf);
  const more = unknown.length > NAMED ? ` and ${unknown.length - NAMED} more` : "";
  const known = VOCABULARY.filter((word) => isKnownWord(word) && !/^\d+$/.test(word)).length;
  return (
    `The models do not know ${named.join(", ")}${more}. ` +
    `They know the numbers 0 to 99 and ${known} words and signs, listed under "Words".`
  );
}

function nameOf(word: string): string {
  if (/^\d+$/.test(word)) return `${word.length > 12 ? `${word.slice(0, 9)}…` : word} (above 99)`;
  const near = /^[a-z]{3,24}$/.test(word) ? nearest(word, SPELLED) : null;
  return near === null ? `“${word.slice(0, 24)}”` : `“${word}” (perhaps “${near}”)`;
}

const SPELLED = VOCABULARY.filter((word) => isKnownWord(word) && /^[a-z]{3,}$/.test(word));
