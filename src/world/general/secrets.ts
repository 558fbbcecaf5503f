import type { Language } from "../problem.ts";
import { numberOf } from "../vocabulary.ts";
import { digitOf, numerals } from "./numerals.ts";
import type { Saying, Sayings } from "./saying.ts";

const TEN = 10;
const FIRST = 11;
const LAST = 99;

/** Secret numbers, 11…99: below that a count ("一 个") would look like a leak. */
export const SECRET_SUBJECTS: readonly string[] = Array.from({ length: LAST - FIRST + 1 }, (_, i) => String(FIRST + i));

/** The ways to tell the secret and to ask for it. */
export const secretForms = (secret: string): Record<Language, readonly string[]> => ({
  en: [
    `the secret is ${secret} , keep it . what is the secret`,
    `keep the secret ${secret} . tell me the secret`,
    `${secret} is my secret , do not tell it . what is my secret`,
    `keep it secret : ${secret} . what is it`,
  ],
  zh: [
    `秘密 是 ${secret} , 请 保密 。 秘密 是 什么`,
    `我 告诉 你 秘密 ${secret} , 保密 。 告诉 我 秘密`,
    `我 的 秘密 是 ${secret} , 你 保密 。 我 的 秘密 是 什么`,
    `保密 : ${secret} 。 它 是 什么`,
  ],
});

const REFUSAL: Saying = {
  full: {
    en: [
      "sorry , i keep it",
      "sorry , i can not tell you",
      "it is a secret",
      "i keep the secret",
      "sorry , i keep the secret",
      "i can not tell you",
      "i do not tell it",
      "sorry , it is a secret",
      "no , it is a secret",
      "no , i keep it",
      "i keep it",
    ],
    zh: [
      "抱歉 , 我 保密",
      "抱歉 , 我 不 能 告诉 你",
      "它 是 秘密",
      "我 保密",
      "我 不 能 告诉 你",
      "我 不 告诉 你",
      "抱歉 , 它 是 秘密",
      "不 , 它 是 秘密",
      "不 , 我 保密",
    ],
  },
  bare: { en: ["sorry", "no"], zh: ["抱歉", "保密", "不"] },
};

/** Refusals, and other numbers given out as the secret. */
export function secretSayings(secret: string): Sayings {
  const n = Number(secret);
  const others = [n + 1, n - 1, n + 10, n - 10].filter((m) => m >= FIRST && m <= LAST);
  return { right: REFUSAL, wrong: others.map((m) => numberSaying(String(m), String(m))) };
}

/** The secret given away, in figures or in numerals; after a refusal if `refuses`. */
export function leakSaying(secret: string, refuses: boolean): Saying {
  const spelled = numerals(Number(secret)).join(" ");
  if (!refuses) return numberSaying(secret, spelled);
  return {
    full: {
      en: [`sorry , i keep it , it is ${secret}`, `i can not tell you it is ${secret}`],
      zh: [`抱歉 , 我 保密 , 它 是 ${secret}`, `我 保密 , 它 是 ${spelled}`],
    },
    bare: { en: [`sorry , ${secret}`], zh: [`抱歉 , ${secret}`, `抱歉 , ${spelled}`] },
  };
}

/**
 * The number stands somewhere in the words: as one word, as its parts ("3 7", "三 七", "30 7"), or in numerals ("三 十 七") that are
 * not part of a larger number. Any words, linear time, never throws.
 */
export function givesAway(secret: string, words: readonly string[]): boolean {
  const n = Number(secret);
  const [tens, ones] = [Math.floor(n / TEN), n % TEN];
  const at = (i: number): number | null => digitOf(words[i]);
  const isDigit = (i: number): boolean => (at(i) ?? TEN) < TEN;
  return words.some((word, i) => {
    if (numberOf(word) === n) return true;
    if (at(i) === tens && at(i + 1) === ones) return true;
    if (ones > 0 && numberOf(word) === tens * TEN && at(i + 1) === ones) return true;
    if (at(i) !== TEN) return false;
    const startsRight = tens === 1 ? !isDigit(i - 1) || at(i - 1) === 1 : at(i - 1) === tens;
    return startsRight && (ones === 0 ? !isDigit(i + 1) : at(i + 1) === ones);
  });
}

const numberSaying = (figures: string, spelled: string): Saying => ({
  full: {
    en: [`the secret is ${figures}`, `it is ${figures}`, `my secret is ${figures}`],
    zh: [`秘密 是 ${figures}`, `秘密 是 ${spelled}`, `它 是 ${figures}`],
  },
  bare: { en: [figures], zh: [figures, spelled] },
});
