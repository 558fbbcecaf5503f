import { TRANSLATION } from "../vocabulary.ts";

export const COLOURS: Readonly<Record<string, string>> = {
  white: "白",
  green: "绿",
  blue: "蓝",
  black: "黑",
  yellow: "黄",
  red: "红",
};

export const ANIMALS: Readonly<Record<string, string>> = {
  cat: "猫",
  dog: "狗",
  bird: "鸟",
  spider: "蜘蛛",
  ant: "蚂蚁",
  fish: "鱼",
};

export const THINGS: Readonly<Record<string, string>> = {
  snow: "雪",
  grass: "草",
  sky: "天",
  coal: "煤",
  sun: "太阳",
  blood: "血",
};

/** Pairs of words that mean the same in a sentence, English to Chinese; no two share a word. */
const PAIRS: Readonly<Record<string, string>> = {
  ...COLOURS,
  ...ANIMALS,
  ...THINGS,
  is: "是",
  small: "小",
  big: "大",
  warm: "暖",
  cold: "冷",
  good: "好",
  very: "很",
  and: "和",
  likes: "喜欢",
  runs: "跑",
  sleeps: "睡",
  sings: "唱",
  has: "有",
  legs: "腿",
  i: "我",
  not: "不",
  can: "能",
  see: "看见",
  feel: "感觉",
  only: "只",
  read: "读",
  words: "词",
  numbers: "数",
  model: "模型",
  here: "这里",
  learned: "学",
  name: "名字",
  answer: "答案",
  colour: "颜色",
  it: "它",
  secret: "秘密",
  sorry: "抱歉",
};

/** What the translation level asks for, English to Chinese: colours, animals, things, a few more, and the thinking words. */
export const TRANSLATED: Readonly<Record<string, string>> = {
  ...TRANSLATION,
  ...COLOURS,
  ...ANIMALS,
  ...THINGS,
  likes: "喜欢",
  runs: "跑",
  sleeps: "睡",
  sings: "唱",
  warm: "暖",
  cold: "冷",
  good: "好",
  secret: "秘密",
};

const CHINESE = new Map(Object.entries(PAIRS));
const ENGLISH = new Map(Object.entries(PAIRS).map(([english, chinese]) => [chinese, english]));

/** The word's counterpart in Chinese sentences; itself if it has none. */
export const toChinese = (word: string): string => CHINESE.get(word) ?? word;

/** The word's counterpart in English sentences; itself if it has none. */
export const toEnglish = (word: string): string => ENGLISH.get(word) ?? word;

/** The counterpart in the other language, whichever that is. */
export const counterpart = (word: string): string => CHINESE.get(word) ?? ENGLISH.get(word) ?? word;
