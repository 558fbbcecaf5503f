import { isKnownWord } from "./splitWords.ts";
import { VOCABULARY } from "./vocabulary.ts";

/** The words of a vocabulary that may stand in a prompt, by kind; its numbers, 0 to 99, left out. */
export interface KnownWords {
  english: string[];
  chinese: string[];
  /** Signs and the letters of formulas. */
  signs: string[];
}

/** @param size of the vocabulary, a prefix of the whole one */
export function knownWords(size: number): KnownWords {
  const words = VOCABULARY.slice(0, size).filter((word) => isKnownWord(word) && !/^\d+$/.test(word));
  const english = words.filter((word) => /^[a-z]{2,}$/.test(word) && word !== "rho" && word !== "kg");
  const chinese = words.filter((word) => /\p{Script=Han}/u.test(word));
  const named = new Set([...english, ...chinese]);
  return { english, chinese, signs: words.filter((word) => !named.has(word)) };
}
