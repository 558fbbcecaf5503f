import { isKnownWord, splitWords } from "../../world/splitWords.ts";
import { SPECIAL_WORDS, tokenId } from "../../world/vocabulary.ts";

/** Most words that are inserted at once. */
const MOST = 20;

/** Words of a model's vocabulary out of a typed text (tags are allowed), or what is wrong with it. */
export function typedWords(text: string, vocabSize: number): { words: string[] } | { problem: string } {
  const words = splitWords(text);
  if (words.length === 0) return { problem: "Type one or more words." };
  if (words.length > MOST) return { problem: `At most ${MOST} words at once.` };
  const has = (word: string): boolean => (isKnownWord(word) || SPECIAL_WORDS.has(word)) && tokenId(word) < vocabSize;
  const unknown = words.filter((word) => !has(word));
  if (unknown.length === 0) return { words };
  return { problem: `This model does not know ${unknown.map((word) => `“${word}”`).join(", ")}.` };
}
