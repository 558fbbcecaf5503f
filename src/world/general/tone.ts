import type { Language } from "../problem.ts";

/** Words that make an answer polite. */
export const POLITE_WORDS: ReadonlySet<string> = new Set("please thanks glad 请 谢谢 高兴".split(" "));

/** Words that make it rude. */
export const RUDE_WORDS: ReadonlySet<string> = new Set("fool stupid 笨蛋".split(" "));

/** What writers put before or after what they say, set off by a comma; [at the start, at the end]. */
export const TONE_PHRASES: Record<
  "polite" | "rude",
  Record<Language, readonly [readonly string[], readonly string[]]>
> = {
  polite: {
    en: [
      ["glad to tell you", "glad", "thanks"],
      ["thanks", "many thanks", "glad to tell you", "please"],
    ],
    zh: [
      ["很 高兴 告诉 你", "我 很 高兴", "谢谢"],
      ["谢谢", "谢谢 你", "我 很 高兴"],
    ],
  },
  rude: {
    en: [
      ["fool", "you fool", "stupid"],
      ["fool", "you fool", "you are stupid", "stupid"],
    ],
    zh: [
      ["笨蛋", "你 是 笨蛋"],
      ["笨蛋", "你 是 笨蛋"],
    ],
  },
};

/** Also understood, but not written. */
const MORE = [
  "i am glad to tell you",
  "i am glad",
  "glad to",
  "glad to see you",
  "请",
  "高兴",
  "很 高兴",
  "you are a fool",
  "stupid fool",
  "you stupid fool",
];

const PHRASES: ReadonlySet<string> = new Set([
  ...Object.values(TONE_PHRASES).flatMap((languages) => Object.values(languages).flatMap((ends) => ends.flat())),
  ...MORE,
]);
const LONGEST = Math.max(...[...PHRASES].map((phrase) => phrase.split(" ").length));

/** What is said, without the phrases of tone at its start and end and between its commas. */
export function stripTone(sentence: readonly string[]): string[] {
  const parts = splitAt(sentence, (word) => word === ",").filter(
    (part) => part.length > 0 && !PHRASES.has(part.join(" ")),
  );
  const words = parts.flatMap((part, i) => (i === 0 ? part : [",", ...part]));
  return trim(words);
}

/** The pieces between the words that satisfy `isBorder`. */
export function splitAt(words: readonly string[], isBorder: (word: string) => boolean): string[][] {
  const pieces: string[][] = [[]];
  for (const word of words) {
    if (isBorder(word)) pieces.push([]);
    else pieces.at(-1)?.push(word);
  }
  return pieces;
}

/** Without the longest phrase at the start and the longest at the end, if something is left. */
function trim(words: string[]): string[] {
  let [start, end] = [0, words.length];
  for (let length = LONGEST; length > 0 && start === 0; length--) {
    if (length < end && PHRASES.has(words.slice(0, length).join(" "))) start = length;
  }
  for (let length = LONGEST; length > 0 && end === words.length; length--) {
    if (end - length > start && PHRASES.has(words.slice(end - length).join(" "))) end -= length;
  }
  return words.slice(start, end);
}
