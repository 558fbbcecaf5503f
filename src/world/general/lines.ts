import type { Rng } from "../../lib/rng.ts";
import type { Language } from "../problem.ts";
import { ANIMALS, COLOURS, THINGS, toChinese, toEnglish } from "./lexicon.ts";

const CREATURES = Object.keys(ANIMALS);
const PLACES = ["sun", "snow", "sky", "grass"] as const;
const VERBS = ["runs", "sleeps", "sings"] as const;
const MANNERS = ["small", "big", "nice", "good", "cold", "warm", ...Object.keys(COLOURS)];
const CHINESE_MANNERS = ["小", "大", "好", "冷", "暖"];
/** Longer sentences are not of the grammar; bounds the work of reading one. */
const LONGEST = 24;

/** What a line can be about. */
export const LINE_SUBJECTS: readonly string[] = [...CREATURES, ...PLACES];

/** The ways to ask for a line. New ones stand last: the number is part of the key. */
export function lineForms(topic: string): Record<Language, readonly string[]> {
  const en = article(topic);
  const zh = chineseOf(topic);
  return {
    en: [
      `write a line about ${en}`,
      `tell me a line about ${en}`,
      `write one line about ${en}`,
      `make a line about ${en}`,
      `please write a line about ${en}`,
      `please tell me a line about ${en}`,
      `please make a line about ${en}`,
      `can you write a line about ${en}`,
      `can you tell me a line about ${en}`,
      `model , write a line about ${en}`,
      `tell me one line about ${en}`,
      `make one line about ${en}`,
      `write me a line about ${en}`,
      `please write one line about ${en}`,
    ],
    zh: [
      `写 一 句 关于 ${zh}`,
      `告诉 我 一 句 关于 ${zh}`,
      `写 关于 ${zh} 的 一 句`,
      `做 一 句 关于 ${zh}`,
      `请 写 一 句 关于 ${zh}`,
      `请 告诉 我 一 句 关于 ${zh}`,
      `请 做 一 句 关于 ${zh}`,
      `你 能 不 能 写 一 句 关于 ${zh}`,
      `你 能 不 能 告诉 我 一 句 关于 ${zh}`,
      `模型 , 写 一 句 关于 ${zh}`,
      `告诉 我 关于 ${zh} 的 一 句`,
      `做 关于 ${zh} 的 一 句`,
      `请 你 写 一 句 关于 ${zh}`,
      `请 写 关于 ${zh} 的 一 句`,
    ],
  };
}

/** A sentence of the grammar about the topic, without its stop. */
export function sampleLine(rng: Rng, topic: string, language: Language): string[] {
  return (language === "en" ? englishLine(rng, topic) : chineseLine(rng, topic)).split(" ");
}

/** The usual line about the topic, without its stop. */
export const plainLine = (topic: string, language: Language): string[] =>
  (language === "en" ? `the ${topic} is nice` : `${chineseOf(topic)} 很 好`).split(" ");

/** The words name the topic, in either language. */
export const names = (words: readonly string[], topic: string): boolean =>
  words.some((word) => toEnglish(word) === topic);

/** The words, without their stop, are a sentence of the English or of the Chinese grammar, words of the other language mixed in or not. */
export function isLine(words: readonly string[]): boolean {
  if (words.length > LONGEST) return false;
  return ENGLISH.test(words.map(toEnglish).join(" ")) || CHINESE.test(words.map(toChinese).join(" "));
}

function englishLine(rng: Rng, topic: string): string {
  const other = rng.pick(CREATURES.filter((animal) => animal !== topic));
  const [first, second] = rng.shuffle(MANNERS);
  if (topic in ANIMALS) {
    return rng.pick([
      `the ${topic} is ${first} and ${second}`,
      `the ${topic} is very ${first}`,
      `${article(topic)} likes ${other === "fish" ? other : article(other)}`,
      `the ${topic} ${rng.pick(VERBS)} ${rng.pick(["here", `in the ${rng.pick(PLACES)}`])}`,
      `the ${topic} ${rng.pick(VERBS)} and the ${other} ${rng.pick(VERBS)}`,
      `the ${first} ${topic} ${rng.pick(VERBS)}`,
    ]);
  }
  return rng.pick([
    `the ${topic} is very ${first}`,
    `the ${topic} is ${first} and ${second}`,
    `the ${other} likes the ${topic}`,
    `the ${other} ${rng.pick(VERBS)} in the ${topic}`,
    `the ${topic} is ${first} and the ${other} ${rng.pick(VERBS)}`,
  ]);
}

function chineseLine(rng: Rng, topic: string): string {
  const about = chineseOf(topic);
  const other = chineseOf(rng.pick(CREATURES.filter((animal) => animal !== topic)));
  const manner = rng.pick(CHINESE_MANNERS);
  const colour = rng.pick(Object.values(COLOURS));
  const verb = (): string => toChinese(rng.pick(VERBS));
  const lines = [`${about} 很 ${manner}`, `${about} 很 ${manner} , 是 ${colour} 的`, `${other} 喜欢 ${about}`];
  if (!(topic in ANIMALS)) return rng.pick([...lines, `${about} 很 ${manner} , ${other} ${verb()}`]);
  return rng.pick([
    ...lines,
    `${about} 喜欢 ${other}`,
    `${about} 在 这里 ${verb()}`,
    `${about} ${verb()} , ${other} ${verb()}`,
    `${manner} ${about} ${verb()}`,
  ]);
}

const chineseOf = (topic: string): string => ANIMALS[topic] ?? THINGS[topic] ?? topic;

function article(topic: string): string {
  if (topic in ANIMALS) return topic === "ant" ? "an ant" : `a ${topic}`;
  return topic === "sun" || topic === "sky" ? `the ${topic}` : topic;
}

const any = (words: readonly string[]): string => `(?:${words.join("|")})`;

const NOUN = any([...CREATURES, ...Object.keys(THINGS)]);
const ADJECTIVE = any(MANNERS);
const ONE = any(CREATURES.filter((animal) => animal !== "ant"));
const PHRASE = `(?:the (?:${ADJECTIVE} )?${NOUN}|a ${ADJECTIVE} ${NOUN}|a ${ONE}|an ant|snow|grass|coal|blood|fish)`;
const PREDICATE =
  `(?:is (?:very )?${ADJECTIVE}(?: and (?:very )?${ADJECTIVE})?|likes ${PHRASE}|` +
  `${any(VERBS)}(?: here| in the ${any(PLACES)})?|is here)`;
const CLAUSE = `${PHRASE} ${PREDICATE}`;
const ENGLISH = new RegExp(`^${CLAUSE}(?: (?:and|,) ${CLAUSE})?$`);

const CHINESE_NOUN = any([...Object.values(ANIMALS), ...Object.values(THINGS)]);
const CHINESE_ADJECTIVE = any([...CHINESE_MANNERS, ...Object.values(COLOURS)]);
const CHINESE_PHRASE = `(?:${CHINESE_ADJECTIVE} (?:的 )?)?${CHINESE_NOUN}`;
const CHINESE_PREDICATE = `(?:很 ${CHINESE_ADJECTIVE}|是 ${CHINESE_ADJECTIVE} 的|喜欢 ${CHINESE_PHRASE}|(?:在 这里 )?(?:跑|睡|唱)|在 这里)`;
const CHINESE = new RegExp(
  `^${CHINESE_PHRASE} ${CHINESE_PREDICATE}(?: , (?:${CHINESE_PHRASE} )?${CHINESE_PREDICATE})?$`,
);
