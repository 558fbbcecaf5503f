import type { Language } from "../problem.ts";
import { TRANSLATED } from "./lexicon.ts";
import { numerals } from "./numerals.ts";
import type { Sayings } from "./saying.ts";

const ENGLISH_OF = new Map(Object.entries(TRANSLATED).map(([english, chinese]) => [chinese, english]));
const NUMBERS = Array.from({ length: 99 }, (_, i) => String(i + 1));

/** Further right translations into English, by the Chinese word. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = { 小: ["small"], 大: ["big"], 不: ["not"] };

const WORDS: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: new Set([...Object.keys(TRANSLATED), ...Object.values(SYNONYMS).flat()]),
  zh: new Set([...Object.values(TRANSLATED), ...NUMBERS.flatMap((n) => numerals(Number(n)))]),
};

/** Forms below this one ask for Chinese, the others for English. */
const INTO_CHINESE = 4;

/** The English word, or the number in figures. */
export const TRANSLATION_SUBJECTS: readonly string[] = [...Object.keys(TRANSLATED), ...NUMBERS];

/** The ways to ask: the first four for Chinese, the others for English. */
export function translationForms(subject: string): Record<Language, readonly string[]> {
  const chinese = chineseOf(subject).join(" ");
  const en = (from: string, to: string): string[] => [
    `translate ${from} to ${to}`,
    `what is ${from} in ${to}`,
    `tell me ${from} in ${to}`,
    `how do you write ${from} in ${to}`,
  ];
  const zh = (from: string, to: string): string[] => [
    `翻译 ${from} 成为 ${to}`,
    `${from} 的 ${to} 是 什么`,
    `告诉 我 ${from} 的 ${to}`,
    `用 ${to} 写 ${from}`,
  ];
  return {
    en: [...en(subject, "chinese"), ...en(chinese, "english")],
    zh: [...zh(subject, "中文"), ...zh(chinese, "英文")],
  };
}

/** What the form gives, the right translations (the usual one first), and their language. */
export interface Translation {
  source: readonly string[];
  targets: readonly (readonly string[])[];
  into: Language;
}

/** @throws if the subject is not one of TRANSLATION_SUBJECTS */
export function translationOf(subject: string, form: number): Translation {
  const chinese = chineseOf(subject);
  if (form < INTO_CHINESE) return { source: [subject], targets: [chinese], into: "zh" };
  const others = SYNONYMS[chinese.join(" ")] ?? [];
  return { source: chinese, targets: [[subject], ...others.map((word) => [word])], into: "en" };
}

/** The translation alone and in a sentence, and those of other words or numbers: the first is right, the others close to it. */
export function translationSayings(subject: string, form: number): Sayings {
  const { source, targets } = translationOf(subject, form);
  const wrong = neighbours(subject).map((other) => sayingOf(source, translationOf(other, form).targets[0] ?? []));
  return { right: sayingOf(source, targets[0] ?? []), wrong };
}

/** The word can be part of a translation into that language. */
export const isTranslationWord = (word: string, into: Language): boolean => WORDS[into].has(word);

/** What may stand before a translation, in both languages; `source` is what is translated. */
export function translationOpenings(source: readonly string[]): Record<Language, readonly string[]> {
  const from = source.join(" ");
  return { en: [`${from} is`, "it is", "the answer is"], zh: [`${from} 是`, "它 是", "答案 是", "是"] };
}

function sayingOf(source: readonly string[], target: readonly string[]): Sayings["right"] {
  const text = target.join(" ");
  const openings = translationOpenings(source);
  const sentences = (language: Language): string[] => openings[language].map((opening) => `${opening} ${text}`);
  return { full: { en: [text, ...sentences("en")], zh: [text, ...sentences("zh")] }, bare: { en: [text], zh: [text] } };
}

/** Other subjects of the same kind, with another translation. */
function neighbours(subject: string): string[] {
  if (NUMBERS.includes(subject)) {
    const n = Number(subject);
    const swapped = (n % 10) * 10 + Math.floor(n / 10);
    return [n + 1, n + 10, n - 1, n - 10, swapped].filter((m) => m >= 1 && m <= 99 && m !== n).map(String);
  }
  return Object.keys(TRANSLATED).filter((word) => word !== subject);
}

function chineseOf(subject: string): string[] {
  if (NUMBERS.includes(subject)) return numerals(Number(subject));
  const chinese = TRANSLATED[subject];
  if (chinese === undefined || ENGLISH_OF.get(chinese) !== subject) {
    throw new Error(`translationOf: expected a word of the list or a number 1…99, got ${JSON.stringify(subject)}`);
  }
  return [chinese];
}
