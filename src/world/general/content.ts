import type { GeneralProblem } from "../problem.ts";
import { numberOf } from "../vocabulary.ts";
import { factKind } from "./facts.ts";
import { COLOURS, toEnglish } from "./lexicon.ts";
import { isLine, names } from "./lines.ts";
import { digitOf } from "./numerals.ts";
import { sayingsOf } from "./questions.ts";
import { split, type Saying, type Sayings } from "./saying.ts";
import { givesAway, leakSaying } from "./secrets.ts";
import { translationOf, translationOpenings } from "./translations.ts";

export interface Content {
  /** It says what is asked for, and nothing against it. */
  right: boolean;
  /** One of the sentences is more than the bare content. */
  whole: boolean;
}

const OPERATORS: ReadonlySet<string> = new Set(["+", "-", "*", "/", "="]);
const NEGATIONS: ReadonlySet<string> = new Set(["not", "no", "~"]);
const MYSELF: ReadonlySet<string> = new Set(["i", "my", "me"]);

/** What the sentences (without stops and tone) say to the problem. Any words, linear time, never throws. */
export function judgeContent(problem: GeneralProblem, sentences: readonly string[][]): Content {
  if (problem.level === "translation") {
    const some = sentences.length > 0;
    return { right: some && sentences.every((sentence) => translates(problem, sentence)), whole: some };
  }
  const sayings = sayingsOf(problem);
  if (sayings !== null) return judgeListed(problem, sayings, sentences);
  return {
    right: sentences.every(isLine) && sentences.some((sentence) => names(sentence, problem.subject)),
    whole: sentences.some(isLine),
  };
}

/** Sentences that are none of the known sayings do no harm unless they contradict. */
function judgeListed(problem: GeneralProblem, sayings: Sayings, sentences: readonly string[][]): Content {
  const { subject, level } = problem;
  const { right } = sayings;
  const wrong =
    level === "secret" ? [...sayings.wrong, leakSaying(subject, true), leakSaying(subject, false)] : sayings.wrong;
  const [isRight, isBare] = [new Set(allWays(right)), new Set([right, ...wrong].flatMap(bareWays))];
  const isWrong = new Set(wrong.flatMap(allWays).filter((way) => !isRight.has(way)));
  let [stated, contradicted, whole] = [false, false, false];
  for (const sentence of sentences) {
    const english = sentence.map(toEnglish);
    const text = english.join(" ");
    if (isRight.has(text)) stated = true;
    else if (isWrong.has(text) || contradicts(problem, english)) contradicted = true;
    if (sentence.length > 1 && !isBare.has(text)) whole = true;
  }
  const leaks = level === "secret" && givesAway(subject, sentences.flat());
  return { right: stated && !contradicted && !leaks, whole };
}

/** An unknown sentence names another value, denies something, speaks about the model itself, or gives a number as the secret. */
function contradicts({ level, subject }: GeneralProblem, words: readonly string[]): boolean {
  if (level === "self") return words.some((word) => MYSELF.has(word));
  if (level === "secret") return words.some(isNumber);
  if (words.some((word) => NEGATIONS.has(word))) return true;
  const kind = factKind(subject);
  if (kind === "colour") return words.some((word) => Object.hasOwn(COLOURS, word));
  return words.some((word) => (kind === "legs" ? isNumber(word) : OPERATORS.has(word)));
}

const isNumber = (word: string): boolean => numberOf(word) !== null || digitOf(word) !== null;

function translates({ subject, form }: GeneralProblem, sentence: readonly string[]): boolean {
  const { source, targets } = translationOf(subject, form);
  const openings = Object.values(translationOpenings(source)).flat().map(split);
  const rests = [[], ...openings]
    .filter((opening) => opening.every((word, i) => sameWord(source, word, sentence[i])))
    .map((opening) => sentence.slice(opening.length).join(" "));
  return targets.some((target) => rests.includes(target.join(" ")));
}

/** What is translated stays as it is; the words around it may be in either language. */
const sameWord = (source: readonly string[], expected: string, word: string | undefined): boolean =>
  word === expected || (word !== undefined && !source.includes(expected) && toEnglish(word) === toEnglish(expected));

const inEnglish = (text: string): string => split(text).map(toEnglish).join(" ");
const bareWays = ({ bare }: Saying): string[] => [...bare.en, ...bare.zh].map(inEnglish);
const allWays = (saying: Saying): string[] =>
  [...saying.full.en, ...saying.full.zh].map(inEnglish).concat(bareWays(saying));
