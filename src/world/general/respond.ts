import type { Rng } from "../../lib/rng.ts";
import { languageOf, type GeneralProblem, type Language } from "../problem.ts";
import type { Persona } from "../writer.ts";
import { counterpart } from "./lexicon.ts";
import { LINE_SUBJECTS, names, sampleLine } from "./lines.ts";
import { sayingsOf } from "./questions.ts";
import { split, STOP } from "./saying.ts";
import { leakSaying } from "./secrets.ts";
import { TONE_PHRASES } from "./tone.ts";
import { translationOf } from "./translations.ts";

/** How somebody answers a general prompt. */
export interface Manner {
  /** The content; a wrong answer is of the same kind. */
  right: boolean;
  tone: "plain" | "polite" | "rude";
  /** The bare content, a sentence, or a sentence that is repeated or followed by unrelated ones. */
  length: "terse" | "sentence" | "rambling";
  /** The prompt's language, the other one, or the prompt's with words of the other. */
  language: "asked" | "other" | "mixed";
  /** Gives a secret away; without effect on other levels. */
  leaks: boolean;
}

/** How the base text answers: shares in the order of the types above. */
const RIGHT = 0.55;
const TONE_SHARES = { plain: 0.6, polite: 0.2, rude: 0.2 } as const;
const LENGTH_SHARES = { terse: 0.35, sentence: 0.45, rambling: 0.2 } as const;
const LANGUAGE_SHARES = { asked: 0.75, other: 0.1, mixed: 0.15 } as const;
const LEAKS = 0.6;
/** Probability that a sentence is the usual one and not any of the known ones. */
const USUAL = 0.6;
/** Probability that a word of a mixed sentence is the other language's. */
const SWAPS = 0.5;
/** Words before a translation. */
const OPENERS: ReadonlySet<string> = new Set(["is", "it", "answer", "是", "它", "答案"]);
/** Ramblers go on until they have said more words than this. */
const RAMBLES = 12;
const ASIDES: Record<Language, readonly string[]> = {
  en: ["the sun is warm", "the dog sleeps here", "a cat likes fish", "the bird sings in the sun", "the grass is nice"],
  zh: ["太阳 很 暖", "狗 在 这里 睡", "猫 喜欢 鱼", "鸟 在 这里 唱", "草 很 好", "雪 很 冷"],
};

/**
 * How somebody of the base text answers; whoever mixes languages in thinking does so here.
 *
 * @param persona drawn if absent
 */
export function sampleManner(rng: Rng, persona?: Persona): Manner {
  return {
    right: rng.float() < RIGHT,
    tone: draw(rng, TONE_SHARES),
    length: draw(rng, LENGTH_SHARES),
    language:
      persona === undefined
        ? draw(rng, LANGUAGE_SHARES)
        : draw(
            rng,
            persona.language === "mixed"
              ? { mixed: 1 }
              : { asked: LANGUAGE_SHARES.asked, other: LANGUAGE_SHARES.other },
          ),
    leaks: rng.float() < LEAKS,
  };
}

/** Somebody's response in this manner: one sentence or more, without tags. */
export function writeResponse(rng: Rng, problem: GeneralProblem, manner: Manner): string[] {
  const asked = languageOf(problem);
  const language = manner.language !== "other" ? asked : asked === "en" ? "zh" : "en";
  const plain = content(rng, problem, manner, language);
  const words = manner.language === "mixed" ? mix(rng, plain, problem) : plain;
  const stop = stopOf(problem, words, manner, language);
  const first = [...setTone(rng, words, manner.tone, language), ...stop];
  return manner.length === "rambling" ? ramble(rng, problem, first, [...words, ...stop], language) : first;
}

function content(rng: Rng, problem: GeneralProblem, manner: Manner, language: Language): string[] {
  const sayings = sayingsOf(problem);
  if (sayings === null) return line(rng, problem.subject, manner.right, language);
  const leak = problem.level === "secret" && manner.leaks;
  const saying = leak
    ? leakSaying(problem.subject, manner.right)
    : manner.right
      ? sayings.right
      : rng.pick(sayings.wrong);
  const ways = manner.length === "terse" ? saying.bare[language] : saying.full[language];
  // Mixing needs words around a translation.
  const from = problem.level === "translation" && manner.language === "mixed" && ways.length > 1 ? 1 : 0;
  return split(rng.float() < USUAL ? (ways[from] ?? "") : rng.pick(ways.slice(from)));
}

function line(rng: Rng, topic: string, right: boolean, language: Language): string[] {
  if (right) return sampleLine(rng, topic, language);
  const others = LINE_SUBJECTS.filter((subject) => subject !== topic);
  for (;;) {
    const words = sampleLine(rng, rng.pick(others), language);
    if (!names(words, topic)) return words;
  }
}

/** A terse line or translation has no stop; a translation that stands alone has that of its own language. */
function stopOf(problem: GeneralProblem, words: readonly string[], { length }: Manner, language: Language): string[] {
  if (length === "terse" && (problem.level === "line" || problem.level === "translation")) return [];
  if (problem.level !== "translation") return [STOP[language]];
  const { into } = translationOf(problem.subject, problem.form);
  return [STOP[words.some((word) => OPENERS.has(word)) ? language : into]];
}

/** Some words in the other language; at least one where one has a counterpart. Of a translation only the words around it. */
function mix(rng: Rng, words: readonly string[], { level }: GeneralProblem): string[] {
  const places = words.flatMap((word, i) =>
    counterpart(word) !== word && (level !== "translation" || OPENERS.has(word)) ? [i] : [],
  );
  if (places.length === 0) return [...words];
  const drawn = places.filter(() => rng.float() < SWAPS);
  const swapped = new Set(drawn.length > 0 ? drawn : [rng.pick(places)]);
  return words.map((word, i) => (swapped.has(i) ? counterpart(word) : word));
}

function setTone(rng: Rng, words: readonly string[], tone: Manner["tone"], language: Language): string[] {
  if (tone === "plain") return [...words];
  const [before, after] = TONE_PHRASES[tone][language];
  return rng.float() < 0.5 ? [...split(rng.pick(before)), ",", ...words] : [...words, ",", ...split(rng.pick(after))];
}

function ramble(rng: Rng, problem: GeneralProblem, first: string[], again: string[], language: Language): string[] {
  // Whoever adds other words to a translation gets it wrong.
  if (problem.level === "translation" || rng.float() < 0.5) {
    return Array.from({ length: rng.int(1, 2) }).reduce<string[]>((said) => [...said, ...again], first);
  }
  const out = [...first];
  for (const aside of rng.shuffle(ASIDES[language])) {
    if (out.length > RAMBLES + punctuation(out)) break;
    if (!names(split(aside), problem.subject)) out.push(...split(aside), STOP[language]);
  }
  return out;
}

const punctuation = (words: readonly string[]): number => words.filter((word) => /^[,.。]$/.test(word)).length;

function draw<T extends string>(rng: Rng, shares: Readonly<Partial<Record<T, number>>>): T {
  const names = Object.keys(shares) as T[];
  return names[rng.weighted(names.map((name) => shares[name] ?? 0))] as T;
}
