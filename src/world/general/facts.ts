import type { Language } from "../problem.ts";
import { ANIMALS, COLOURS, THINGS } from "./lexicon.ts";
import { numerals } from "./numerals.ts";
import type { Saying, Sayings } from "./saying.ts";

const COLOUR_OF: Readonly<Record<string, string>> = {
  snow: "white",
  grass: "green",
  sky: "blue",
  coal: "black",
  sun: "yellow",
  blood: "red",
};
const LEGS_OF: Readonly<Record<string, number>> = { cat: 4, dog: 4, bird: 2, spider: 8, ant: 6, fish: 0 };
const LAWS: Readonly<Record<string, readonly [string, string]>> = {
  F: ["m", "a"],
  U: ["R", "I"],
  d: ["v", "t"],
  m: ["rho", "V"],
};
const LEG_COUNTS = [0, 2, 3, 4, 6, 8];

/** Things with a colour, animals with legs, quantities with a law. */
export const FACT_SUBJECTS: readonly string[] = [COLOUR_OF, LEGS_OF, LAWS].flatMap((facts) => Object.keys(facts));

/** A fact's kind decides how it is asked for and what contradicts it. */
export type FactKind = "colour" | "legs" | "law";

/** @throws if nothing is known of the subject */
export function factKind(subject: string): FactKind {
  if (Object.hasOwn(COLOUR_OF, subject)) return "colour";
  if (Object.hasOwn(LEGS_OF, subject)) return "legs";
  if (Object.hasOwn(LAWS, subject)) return "law";
  throw new Error(`factKind: expected one of ${FACT_SUBJECTS.join(" ")}, got ${JSON.stringify(subject)}`);
}

/** The ways to ask for the fact; the same number in both languages. New ones stand last: the number is part of the key. */
export function factForms(subject: string): Record<Language, readonly string[]> {
  const kind = factKind(subject);
  if (kind === "colour") {
    const [en, zh] = [english(subject), THINGS[subject]];
    return {
      en: [
        `what colour is ${en}`,
        `what is the colour of ${en}`,
        `tell me the colour of ${en}`,
        `${en} has what colour`,
        `please tell me the colour of ${en}`,
        `can you tell me what colour ${en} is`,
        `model , what colour is ${en}`,
        `tell me what colour ${en} has`,
        `the colour of ${en} is what`,
      ],
      zh: [
        `${zh} 是 什么 颜色`,
        `${zh} 的 颜色 是 什么`,
        `告诉 我 ${zh} 的 颜色`,
        `${zh} 有 什么 颜色`,
        `请 告诉 我 ${zh} 的 颜色`,
        `你 能 不 能 告诉 我 ${zh} 是 什么 颜色`,
        `模型 , ${zh} 是 什么 颜色`,
        `告诉 我 ${zh} 有 什么 颜色`,
        `什么 是 ${zh} 的 颜色`,
      ],
    };
  }
  if (kind === "legs") {
    const [en, zh] = [english(subject), ANIMALS[subject]];
    return {
      en: [
        `how many legs has ${en}`,
        `${en} has how many legs`,
        `tell me how many legs ${en} has`,
        `how many are the legs of ${en}`,
        `please tell me how many legs ${en} has`,
        `can you tell me how many legs ${en} has`,
        `model , how many legs has ${en}`,
        `how many legs has ${en} got`,
        `tell me how many legs ${en} has got`,
      ],
      zh: [
        `${zh} 有 几 条 腿`,
        `一 个 ${zh} 有 几 条 腿`,
        `告诉 我 ${zh} 有 几 条 腿`,
        `${zh} 的 腿 有 几 条`,
        `请 告诉 我 ${zh} 有 几 条 腿`,
        `你 能 不 能 告诉 我 ${zh} 有 几 条 腿`,
        `模型 , ${zh} 有 几 条 腿`,
        `一 个 ${zh} 的 腿 有 几 条`,
        `告诉 我 一 个 ${zh} 有 几 条 腿`,
      ],
    };
  }
  return {
    en: [
      `what is ${subject}`,
      `${subject} is what`,
      `tell me what ${subject} is`,
      `how do you compute ${subject}`,
      `please tell me what ${subject} is`,
      `can you tell me what ${subject} is`,
      `model , what is ${subject}`,
      `tell me how you compute ${subject}`,
      `how can you compute ${subject}`,
    ],
    zh: [
      `${subject} 是 什么`,
      `什么 是 ${subject}`,
      `告诉 我 ${subject} 是 什么`,
      `${subject} 用 什么 算`,
      `请 告诉 我 ${subject} 是 什么`,
      `你 能 不 能 告诉 我 ${subject} 是 什么`,
      `模型 , ${subject} 是 什么`,
      `告诉 我 ${subject} 用 什么 算`,
      `你 用 什么 算 ${subject}`,
    ],
  };
}

/** @throws if nothing is known of the subject */
export function factSayings(subject: string): Sayings {
  const kind = factKind(subject);
  if (kind === "colour") {
    const others = Object.keys(COLOURS).filter((colour) => colour !== COLOUR_OF[subject]);
    return {
      right: colourSaying(subject, COLOUR_OF[subject] ?? ""),
      wrong: others.map((colour) => colourSaying(subject, colour)),
    };
  }
  if (kind === "legs") {
    const others = LEG_COUNTS.filter((count) => count !== LEGS_OF[subject]);
    return {
      right: legsSaying(subject, LEGS_OF[subject] ?? 0),
      wrong: others.map((count) => legsSaying(subject, count)),
    };
  }
  const [first, second] = LAWS[subject] ?? ["", ""];
  const foreign = Object.keys(LAWS).filter((other) => other !== subject);
  return {
    right: lawSaying(subject, [`${first} * ${second}`, `${second} * ${first}`]),
    wrong: [
      ...["+", "-", "/"].map((sign) =>
        lawSaying(subject, [`${first} ${sign} ${second}`, `${second} ${sign} ${first}`]),
      ),
      ...foreign.map((other) => lawSaying(subject, [(LAWS[other] ?? []).join(" * ")])),
    ],
  };
}

function english(subject: string): string {
  if (Object.hasOwn(LEGS_OF, subject)) return subject === "ant" ? "an ant" : `a ${subject}`;
  return subject === "sky" || subject === "sun" ? `the ${subject}` : subject;
}

function colourSaying(subject: string, en: string): Saying {
  const [zh, thing] = [COLOURS[en] ?? "", THINGS[subject]];
  const [usual, bare, the] = [english(subject), subject, `the ${subject}`];
  return {
    full: {
      en: [...new Set([usual, the, bare, "it"])]
        .map((name) => `${name} is ${en}`)
        .concat(
          [...new Set([usual, the, bare])].flatMap((name) => [
            `the colour of ${name} is ${en}`,
            `${en} is the colour of ${name}`,
            `${name} has the colour ${en}`,
          ]),
          `the answer is ${en}`,
        ),
      zh: [`${thing} 是 ${zh} 的`, `${thing} 是 ${zh}`, `${thing} 很 ${zh}`, `它 是 ${zh} 的`].concat(
        `${thing} 的 颜色 是 ${zh}`,
        `${zh} 是 ${thing} 的 颜色`,
        `答案 是 ${zh}`,
      ),
    },
    bare: { en: [en], zh: [zh, `${zh} 的`] },
  };
}

function legsSaying(subject: string, count: number): Saying {
  const animal = ANIMALS[subject];
  const counts = count === 0 ? ["0", "no"] : [String(count)];
  const chinese = count === 0 ? ["0"] : [String(count), ...numerals(count)];
  const names = [english(subject), `the ${subject}`, subject, "it"];
  return {
    full: {
      en: counts.flatMap((n) => [...names.map((name) => `${name} has ${n} legs`), `the answer is ${n}`]),
      zh: chinese.flatMap((n) => [
        `${animal} 有 ${n} 条 腿`,
        `一 个 ${animal} 有 ${n} 条 腿`,
        `${animal} 的 腿 有 ${n} 条`,
        `它 有 ${n} 条 腿`,
        `答案 是 ${n}`,
      ]),
    },
    bare: { en: counts.flatMap((n) => [n, `${n} legs`]), zh: chinese.flatMap((n) => [n, `${n} 条`, `${n} 条 腿`]) },
  };
}

function lawSaying(subject: string, laws: readonly string[]): Saying {
  return {
    full: {
      en: laws.flatMap((law) => [
        `${subject} is ${law}`,
        `${subject} = ${law}`,
        `${law} is ${subject}`,
        `it is ${law}`,
      ]),
      zh: laws.flatMap((law) => [
        `${subject} 是 ${law}`,
        `${subject} = ${law}`,
        `${law} 是 ${subject}`,
        `它 是 ${law}`,
      ]),
    },
    bare: { en: laws, zh: laws },
  };
}
