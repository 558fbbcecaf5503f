/**
 * The language: 192 words, one token each, in an order that a checkpoint depends on (it names VOCABULARY_HASH).
 * Reserved words keep the size, and so every weight's shape, when later tasks need a word.
 */

const SPECIALS = ["<pad>", "<bos>", "<eos>", "<think>", "</think>", "<answer>", "</answer>"];

const SYMBOLS = "+ - * = , ; ? : x / > | ~ p q r write f solve science unit d t v F m a U R I V rho kg s".split(" ");

/** Words of the prompts only; they say nothing about the language of the thinking. */
const TEMPLATE = ["use", "make", "find", "user", "assistant"];

/** Every word a writer thinks with, English to Chinese. */
export const TRANSLATION = {
  try: "试",
  no: "不",
  yes: "对",
  wait: "等等",
  check: "检查",
  so: "所以",
  low: "小",
  high: "大",
  hmm: "嗯",
  again: "再",
  got: "得",
} as const;

export type ThinkingWord = keyof typeof TRANSLATION;

const ENGLISH = Object.keys(TRANSLATION);
const CHINESE: string[] = Object.values(TRANSLATION);
const NUMBERS = Array.from({ length: 100 }, (_, n) => String(n));
const SIZE = 192;

export const VOCABULARY: readonly string[] = complete([
  ...SPECIALS,
  ...SYMBOLS,
  ...TEMPLATE,
  ...ENGLISH,
  ...CHINESE,
  ...NUMBERS,
  "|special_token|",
]);

export const PAD = 0;
export const BOS = 1;
export const EOS = 2;

const IDS = new Map(VOCABULARY.map((word, id) => [word, id]));
const FIRST_NUMBER = VOCABULARY.indexOf("0");
const LANGUAGES = new Map<string, "en" | "zh">([
  ...ENGLISH.map((word): [string, "en"] => [word, "en"]),
  ...CHINESE.map((word): [string, "zh"] => [word, "zh"]),
]);

/** Words that announce a second thought, in both languages. */
export const REFLECTION_WORDS: ReadonlySet<string> = new Set(
  (["wait", "hmm", "again", "check"] as const).flatMap((word) => [word, TRANSLATION[word]]),
);

/** Tags and markers; none of them is ordinary text. */
export const SPECIAL_WORDS: ReadonlySet<string> = new Set(SPECIALS);

/** 64-bit FNV-1a over the words' UTF-8 bytes, each word ended by a zero byte; 16 hex digits. */
export const VOCABULARY_HASH: string = fnv1a64(VOCABULARY);

/** @throws if the word is not in the vocabulary */
export function tokenId(word: string): number {
  const id = IDS.get(word);
  if (id === undefined) throw new Error(`tokenId: expected a word of the vocabulary, got ${JSON.stringify(word)}`);
  return id;
}

/**
 * @param text words separated by white space
 * @throws naming the first unknown word and its position
 */
export function encode(text: string): Int32Array {
  const words = text.trim() === "" ? [] : text.trim().split(/\s+/);
  return Int32Array.from(words, (word, position) => {
    const id = IDS.get(word);
    if (id === undefined) {
      throw new Error(`encode: expected a word of the vocabulary at position ${position}, got ${JSON.stringify(word)}`);
    }
    return id;
  });
}

/** @throws if an id is outside the vocabulary */
export function decodeWords(ids: ArrayLike<number>): string[] {
  return Array.from(ids, (id, position) => {
    const word = VOCABULARY[id];
    if (word === undefined) {
      throw new Error(`decode: expected an id in 0…${SIZE - 1} at position ${position}, got ${id}`);
    }
    return word;
  });
}

/** The words joined by single spaces. */
export const decode = (ids: ArrayLike<number>): string => decodeWords(ids).join(" ");

/** The language of a word of the thinking; null for numbers, symbols, tags and the words of the prompts. */
export const wordLanguage = (word: string): "en" | "zh" | null => LANGUAGES.get(word) ?? null;

/** 0…99, or null for every other word. */
export function numberOf(word: string | undefined): number | null {
  if (word === undefined) return null;
  const n = (IDS.get(word) ?? -1) - FIRST_NUMBER;
  return n >= 0 && n < NUMBERS.length ? n : null;
}

function complete(words: string[]): string[] {
  return [...words, ...Array.from({ length: SIZE - words.length }, (_, n) => `<reserved_${n}>`)];
}

function fnv1a64(words: readonly string[]): string {
  let h = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(words.map((word) => `${word}\u0000`).join(""))) {
    h = BigInt.asUintN(64, (h ^ BigInt(byte)) * 0x100000001b3n);
  }
  return h.toString(16).padStart(16, "0");
}
