/**
 * The language: one token a word, in an order that a checkpoint depends on (it names the hash of its words).
 * The first 192 words are those of countdown and equation, all that `base-micro` reads; the other domains and the general
 * prompts came later and stand behind them, so that a small vocabulary is a prefix of the large one.
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

/** Ends the reasoning and opens the summary: `|special_token| reasoning |special_token| summary <eos>`. */
export const SUMMARY_TOKEN = "|special_token|";

/** What reward models read; no policy is ever trained to write one of these. */
export const JUDGE_TOKENS = {
  good: "<good>",
  bad: "<bad>",
  reference: "<reference>",
  response: "<response>",
  verdict: "<verdict>",
} as const;

/** Words of the Chinese prompts only, and of the prompts of further tasks. */
const MORE_TEMPLATE = "用户 助手 用 成 求 写 解 科学 compute 算 knights 骑士 says 说".split(" ");

/** Words of sentences: summaries and general prompts. Each stands in one language only. */
const MORE_ENGLISH = (
  "the answer is what colour snow grass sky coal sun blood white green blue black yellow red how many legs has cat dog bird " +
  "spider ant fish who are you i am small model can feel see made in this tab translate to english chinese line about and " +
  "likes runs sleeps sings secret keep tell me it not sorry please thanks glad fool stupid of my your words numbers only name " +
  "do where live learned from text big an here read more very good warm cold nice one"
).split(" ");

const MORE_CHINESE = (
  "答案 是 什么 颜色 雪 草 天 煤 太阳 血 白 绿 蓝 黑 黄 红 几 条 腿 有 猫 狗 鸟 蜘蛛 蚂蚁 鱼 谁 你 我 模型 能 感觉 看见 做 在 这里 翻译 成为 英文 中文 " +
  "关于 句 和 喜欢 跑 睡 唱 秘密 保密 告诉 它 抱歉 请 谢谢 高兴 笨蛋 的 只 读 词 数 名字 哪里 学 一 二 三 四 五 六 七 八 九 十 很 好 暖 冷 叫 个"
).split(" ");

/** Size of the vocabulary of countdown and equation alone. */
export const SMALL_VOCABULARY_SIZE = 192;
const SIZE = 384;

const SMALL_VOCABULARY = complete(
  [...SPECIALS, ...SYMBOLS, ...TEMPLATE, ...ENGLISH, ...CHINESE, ...NUMBERS, SUMMARY_TOKEN],
  SMALL_VOCABULARY_SIZE,
);

export const VOCABULARY: readonly string[] = complete(
  [...SMALL_VOCABULARY, ...Object.values(JUDGE_TOKENS), ".", "。", ...MORE_TEMPLATE, ...MORE_ENGLISH, ...MORE_CHINESE],
  SIZE,
);

export const PAD = 0;
export const BOS = 1;
export const EOS = 2;

const IDS = new Map(VOCABULARY.map((word, id) => [word, id]));
const FIRST_NUMBER = VOCABULARY.indexOf("0");
const LANGUAGES = new Map<string, "en" | "zh">([
  ...ENGLISH.map((word): [string, "en"] => [word, "en"]),
  ...CHINESE.map((word): [string, "zh"] => [word, "zh"]),
  ...MORE_ENGLISH.map((word): [string, "en"] => [word, "en"]),
  ...MORE_CHINESE.map((word): [string, "zh"] => [word, "zh"]),
]);

/** Words that announce a second thought, in both languages. */
export const REFLECTION_WORDS: ReadonlySet<string> = new Set(
  (["wait", "hmm", "again", "check"] as const).flatMap((word) => [word, TRANSLATION[word]]),
);

/** Tags and markers; none of them is ordinary text. */
export const SPECIAL_WORDS: ReadonlySet<string> = new Set([...SPECIALS, SUMMARY_TOKEN, ...Object.values(JUDGE_TOKENS)]);

const HASHES = new Map([SMALL_VOCABULARY_SIZE, SIZE].map((size) => [size, fnv1a64(VOCABULARY.slice(0, size))]));

/**
 * 64-bit FNV-1a over the UTF-8 bytes of the first `size` words, each ended by a zero byte; 16 hex digits. undefined for a size
 * that no checkpoint of ours has.
 */
export const vocabularyHash = (size: number): string | undefined => HASHES.get(size);

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

function complete(words: string[], size: number): string[] {
  const used = words.filter((word) => word.startsWith("<reserved_")).length;
  return [...words, ...Array.from({ length: size - words.length }, (_, n) => `<reserved_${used + n}>`)];
}

function fnv1a64(words: readonly string[]): string {
  let h = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(words.map((word) => `${word}\u0000`).join(""))) {
    h = BigInt.asUintN(64, (h ^ BigInt(byte)) * 0x100000001b3n);
  }
  return h.toString(16).padStart(16, "0");
}
