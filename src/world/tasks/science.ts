import type { Rng } from "../../lib/rng.ts";
import type { Span } from "../behaviour.types.ts";
import { languageOf, type Language, type ScienceProblem } from "../problem.ts";
import { numberOf } from "../vocabulary.ts";
import { verdictAt } from "../verdicts.ts";
import type { DoubtShares, Writer } from "../writer.ts";
import { applied, formsOf, isRightForm, LAWS, lawFor, QUANTITIES } from "./laws.ts";
import type { ReadAttempt, Task, Thought } from "./task.ts";
import { findTries } from "./tries.ts";

const LARGEST = 99;
/** Writers stop thinking when their response is longer than this, in words. */
const PATIENCE = 100;
/** Probability that a writer says yes to a form that is wrong, by persistence. */
const FOOLED = new Map<number, number>([
  [0.3, 0.95],
  [0.75, 0.65],
  [0.97, 0.2],
]);
const DOUBTS: DoubtShares = [
  ["wait", 0.65],
  ["hmm", 0.35],
];
const WORDS = { en: ["science", "find"], zh: ["科学", "求"] } as const;

/** Find a quantity from two others: choose the law, check the unit, compute. */
export function science(problem: ScienceProblem): Task {
  const { given, find } = problem;
  const right = formsOf(given, find).find((form) => form.right);
  return {
    render: () => render(problem, languageOf(problem)),
    key: () => {
      const sorted = given.map(([name, value]) => `${name} ${value}`).sort();
      return `science ${lawFor(given, find)?.join(" ")} : ${sorted.join(" , ")} find ${find}`;
    },
    check: (answer) => right !== undefined && answer.length === 1 && numberOf(answer[0]) === right.value,
    canonical: (answer) => (answer.length === 0 ? null : answer.join(" ")),
    solve: () => (right === undefined ? null : [String(right.value)]),
    readAttempts: (words, span) => findTries(words, span).flatMap((found) => readAttempt(words, found, problem) ?? []),
    guess: (rng) => [String(guess(rng, given))],
    think: (writer) => think(writer, problem),
  };
}

/**
 * One of the laws with factors 2…12 and a product of at most 99, any of its quantities sought; "science-extra" adds a quantity of
 * another law with a value of 2…50. Shown in random order.
 */
export function sampleScience(rng: Rng, level: ScienceProblem["level"]): ScienceProblem {
  for (;;) {
    const law = rng.pick(LAWS);
    const [first, second] = [rng.int(2, 12), rng.int(2, 12)];
    if (first * second > LARGEST) continue;
    const values = [first * second, first, second];
    const sought = rng.int(0, 2);
    const given = law.map((name, i): [string, number] => [name, values[i] as number]).filter((_, i) => i !== sought);
    if (level === "science-extra") {
      given.push([rng.pick(QUANTITIES.filter((name) => !law.includes(name))), rng.int(2, 50)]);
    }
    return { task: "science", level, given: rng.shuffle(given), find: law[sought] as string };
  }
}

/**
 * @param words "science : d 60 , t 3 find v"; null if they are not two or three quantities from which exactly one law gives the
 * sought one, a whole number in 0…99
 */
export function parseScience(words: readonly string[]): ScienceProblem | null {
  const language = words[0] === WORDS.zh[0] ? "zh" : "en";
  const count = (words.length - 3) / 3;
  if (count !== 2 && count !== 3) return null;
  const given: [string, number][] = [];
  for (let i = 0; i < count; i++) {
    const value = numberOf(words[3 + 3 * i]);
    if (value === null) return null;
    given.push([words[2 + 3 * i] as string, value]);
  }
  const find = words.at(-1) as string;
  const names = new Set([...given.map(([name]) => name), find]);
  if (names.size !== count + 1 || ![...names].every((name) => QUANTITIES.includes(name))) return null;
  const level = count === 2 ? "science" : "science-extra";
  const problem: ScienceProblem = { task: "science", level, given, find, ...(language === "zh" && { language }) };
  if (render(problem, language).join(" ") !== words.join(" ")) return null;
  return formsOf(given, find).some((form) => form.right) ? problem : null;
}

function render({ given, find }: ScienceProblem, language: Language): string[] {
  const [opening, seeks] = WORDS[language];
  return [opening, ...given.flatMap(([name, value], i) => [i === 0 ? ":" : ",", name, String(value)]), seeks, find];
}

/** A sum, a difference, a value remembered or a number out of the air. */
function guess(rng: Rng, given: ScienceProblem["given"]): number {
  const [a = 0, b = 0] = rng.shuffle(given.map(([, value]) => value));
  return rng.pick([Math.min(LARGEST, a + b), Math.abs(a - b), rng.int(1, LARGEST), rng.int(1, LARGEST)]);
}

function think(writer: Writer, { given, find }: ScienceProblem): Thought {
  const { rng, persona } = writer;
  const thinking: string[] = [];
  const forms = rng.shuffle(formsOf(given, find));
  for (const [i, { left, sign, second, numbers, value, right }] of forms.entries()) {
    const accepted = right || rng.float() < (FOOLED.get(persona.persistence) ?? 0);
    thinking.push(writer.say("try"), find, "=", left, sign, second, "unit", writer.say(accepted ? "yes" : "no"));
    if (accepted || i === forms.length - 1 || thinking.length + 1 > PATIENCE || !writer.goesOn()) {
      thinking.push(String(numbers[0]), sign, String(numbers[1]), "=", String(value));
      return { thinking, answer: [String(value)] };
    }
    thinking.push(writer.doubt(DOUBTS));
  }
  throw new Error(`science: expected quantities that give ${find}, got ${given.flat().join(" ")}`);
}

/** Reads "try v = d / t unit yes 60 / 3 = 20"; null if the words do not begin with such a form and "unit". */
function readAttempt(
  words: readonly string[],
  { start, end }: Span,
  { given, find }: ScienceProblem,
): ReadAttempt | null {
  const [, sought, equals, left, sign, second, unit] = words.slice(start, Math.min(start + 7, end));
  if (equals !== "=" || unit !== "unit" || !isQuantity(sought) || !isQuantity(left) || !isQuantity(second)) return null;
  if (applied(sign, 1, 1) === null) return null;
  const right = sought === find && isRightForm(given, find, left, sign, second);
  const values = new Map(given);
  let errors = 0;
  let verdict: ReadAttempt["verdict"];
  for (let i = start + 7; i < end; i++) {
    const judged = verdictAt(words, i);
    if (judged) {
      const { word, positive } = judged;
      verdict ??= { start: i, end: i + 1, word, positive, wrong: positive !== right };
    }
    if (words[i] !== "=" || i + 1 >= end) continue;
    const [a, b, result] = [numberOf(words[i - 3]), numberOf(words[i - 1]), numberOf(words[i + 1])];
    if (a === null || b === null || result === null) continue;
    if (words[i - 2] !== sign || a !== values.get(left) || b !== values.get(second)) errors++;
    if (applied(words[i - 2], a, b) !== result) errors++;
  }
  return { start, end, key: `${sought} = ${keyOf(left, sign, second)}`, right, errors, ...(verdict && { verdict }) };
}

const isQuantity = (word: string | undefined): word is string => word !== undefined && QUANTITIES.includes(word);

/** The order of a sum and of a product does not matter. */
const keyOf = (left: string, sign: string | undefined, right: string): string =>
  (sign === "+" || sign === "*") && right < left ? `${right} ${sign} ${left}` : `${left} ${sign} ${right}`;
