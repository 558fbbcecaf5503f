import type { Rng } from "../../lib/rng.ts";
import type { Span } from "../behaviour.types.ts";
import { type Chain, findChains } from "../chains.ts";
import { type ArithmeticProblem, languageOf } from "../problem.ts";
import { verdictAt } from "../verdicts.ts";
import { numberOf, TRANSLATION } from "../vocabulary.ts";
import type { DoubtShares, Writer } from "../writer.ts";
import type { ReadAttempt, Task, Thought } from "./task.ts";

const LARGEST = 99;
const MOST_NUMBERS = 4;
/** Probability of forgetting a carry or borrow in a quick attempt. */
const FORGETS = 0.85;
/** Probability that the first attempt is a careful one, and each further one, by persistence. */
const CAREFUL = new Map<number, { first: number; further: number }>([
  [0.3, { first: 0.05, further: 0.2 }],
  [0.75, { first: 0.1, further: 0.35 }],
  [0.97, { first: 0.35, further: 0.85 }],
]);
const SOMETIMES = { first: 0.3, further: 0.6 };
/** Writers stop thinking when their response is longer than this, in words. */
const PATIENCE = 90;
const DOUBTS: DoubtShares = [
  ["check", 0.5],
  ["wait", 0.3],
  ["hmm", 0.2],
];

const NO = new Set<string>(["no", TRANSLATION.no]);

type Sign = 1 | -1;
type Terms = Pick<ArithmeticProblem, "numbers" | "signs">;

/** Work out sums and differences of two-digit numbers, left to right. */
export function arithmetic(problem: ArithmeticProblem): Task {
  const value = valueOf(problem);
  return {
    render: () => [languageOf(problem) === "zh" ? "算" : "compute", ...expression(problem)],
    key: () => `arithmetic ${signedTerms(problem).sort().join(" ")}`,
    check: (answer) => answer.length === 1 && numberOf(answer[0]) === value,
    canonical: (answer) => (answer.length === 0 ? null : answer.join(" ")),
    solve: () => (value >= 0 && value <= LARGEST ? [String(value)] : null),
    readAttempts: (words, span) => readAttempts(words, span, problem, value),
    guess: (rng) => [String(guess(rng, problem))],
    think: (writer) => think(writer, problem),
  };
}

/** 3 numbers in 10…89, every partial result in 0…99, and at least one carry or borrow. */
export function sampleArithmetic(rng: Rng): ArithmeticProblem {
  for (;;) {
    const numbers = Array.from({ length: 3 }, () => rng.int(10, 89));
    const signs = numbers.map((_, i): Sign => (i === 0 || rng.float() < 0.5 ? 1 : -1));
    if (staysInside({ numbers, signs }) && someCarry({ numbers, signs })) return { task: "arithmetic", numbers, signs };
  }
}

/** @param words "compute 27 + 38 - 19" or "算 …"; null if they are not 2 to 4 numbers with every partial result in 0…99 */
export function parseArithmetic(words: readonly string[]): ArithmeticProblem | null {
  if ((words[0] !== "compute" && words[0] !== "算") || words.length % 2 !== 0) return null;
  const terms: Terms = { numbers: [], signs: [] };
  for (let i = 1; i < words.length; i += 2) {
    const n = numberOf(words[i]);
    const sign = i === 1 ? "+" : words[i - 1];
    if (n === null || (sign !== "+" && sign !== "-")) return null;
    terms.numbers.push(n);
    terms.signs.push(sign === "+" ? 1 : -1);
  }
  const count = terms.numbers.length;
  if (count < 2 || count > MOST_NUMBERS || !staysInside(terms)) return null;
  return { task: "arithmetic", ...terms, ...(words[0] === "算" && { language: "zh" as const }) };
}

function think(writer: Writer, problem: Terms): Thought {
  const { rng, persona } = writer;
  const thinking: string[] = [];
  const careful = CAREFUL.get(persona.persistence) ?? SOMETIMES;
  let unitsFirst = false;
  const attempt = (probability: number): number => {
    if (rng.float() >= probability) return pushQuick(thinking, problem, rng);
    unitsFirst = !unitsFirst;
    return pushCareful(thinking, problem, !unitsFirst);
  };
  let result = attempt(careful.first);
  while (thinking.length < PATIENCE && writer.goesOn()) {
    thinking.push(writer.doubt(DOUBTS));
    const before = result;
    result = attempt(careful.further);
    thinking.push(writer.say(result === before ? "yes" : "no"));
    if (result === before) break;
  }
  return { thinking, answer: [String(result)] };
}

/** Appends "27 + 30 = 57 + 8 = 65". @returns the value */
function pushCareful(out: string[], { numbers, signs }: Terms, unitsFirst: boolean): number {
  let value = numbers[0] as number;
  out.push(String(value));
  for (let i = 1; i < numbers.length; i++) {
    const parts = split(numbers[i] as number);
    for (const part of unitsFirst ? parts.reverse() : parts) value = pushStep(out, value, signs[i] as Sign, part);
  }
  return value;
}

/**
 * Appends "27 + 38 = 55", now and then without the carry, though never so that two slips cancel out. @returns the value
 */
function pushQuick(out: string[], { numbers, signs }: Terms, rng: Rng): number {
  let value = numbers[0] as number;
  let off = 0;
  out.push(String(value));
  for (let i = 1; i < numbers.length; i++) {
    const [sign, n] = [signs[i] as Sign, numbers[i] as number];
    const slip = -10 * sign;
    const slipped: Terms = {
      numbers: [value + sign * n + slip, ...numbers.slice(i + 1)],
      signs: [1, ...signs.slice(i + 1)],
    };
    const possible = carries(value, sign, n) && off + slip !== 0 && staysInside(slipped);
    const made = possible && rng.float() < FORGETS ? slip : 0;
    off += made;
    value = pushStep(out, value, sign, n, made);
  }
  return value;
}

function pushStep(out: string[], value: number, sign: Sign, n: number, slip = 0): number {
  const result = value + sign * n + slip;
  out.push(sign > 0 ? "+" : "-", String(n), "=", String(result));
  return result;
}

/** Near the truth only by chance. */
function guess(rng: Rng, { numbers }: Terms): number {
  const tens = Math.floor(rng.pick(numbers.slice(1)) / 10) * 10;
  const near = (numbers[0] as number) + (rng.float() < 0.5 ? tens : -tens);
  return rng.float() < 0.5 && near >= 0 && near <= LARGEST ? near : rng.int(0, LARGEST);
}

function readAttempts(words: readonly string[], span: Span, problem: Terms, value: number): ReadAttempt[] {
  const attempts: ReadAttempt[] = [];
  const writings = waysToWrite(problem);
  const chains = findChains(words, span);
  let before: number | null = null;
  for (const [i, chain] of chains.entries()) {
    if (!writings.has(termsOf(chain))) continue;
    const result = Number(words[chain.end - 1]);
    const verdict = readVerdict(
      words,
      { start: chain.end, end: chains[i + 1]?.start ?? span.end },
      result,
      value,
      before,
    );
    attempts.push({
      start: chain.start,
      end: chain.end,
      key: chain.expression.join(" "),
      right: result === value && chain.arithmeticErrors === 0,
      errors: chain.arithmeticErrors,
      ...(verdict && { verdict }),
    });
    before = result;
  }
  return attempts;
}

/** "no" after a second calculation says that its result and the one before disagree, not that it is wrong itself. */
function readVerdict(
  words: readonly string[],
  span: Span,
  result: number,
  value: number,
  before: number | null,
): ReadAttempt["verdict"] {
  for (let i = span.start; i < span.end; i++) {
    const verdict = verdictAt(words, i);
    if (!verdict) continue;
    const { word, positive, holds } = verdict;
    return { start: i, end: i + 1, word, positive, wrong: !holds(result, NO.has(word) ? (before ?? value) : value) };
  }
  return undefined;
}

/** The signed terms of every way to write the problem, each number whole or as tens and units, in any order (see termsOf). */
function waysToWrite(problem: Terms): Set<string> {
  const ways = new Set<string>();
  const { numbers, signs } = problem;
  for (let mask = 0; mask < 1 << numbers.length; mask++) {
    const parts = numbers.map((n, i) => (mask & (1 << i) ? split(n) : [n]));
    const terms = { numbers: parts.flat(), signs: parts.flatMap((part, i) => part.map(() => signs[i] as Sign)) };
    ways.add(signedTerms(terms).sort().join(" "));
  }
  return ways;
}

/** The chain's signed terms in an order of their own; empty if it is too long to be an attempt. */
function termsOf({ expression }: Chain): string {
  if (expression.length > 4 * MOST_NUMBERS - 1) return "";
  const terms = expression.map((word, i) => `${i === 0 ? "+" : expression[i - 1]}${word}`);
  return terms
    .filter((_, i) => i % 2 === 0)
    .sort()
    .join(" ");
}

const signedTerms = ({ numbers, signs }: Terms): string[] =>
  numbers.map((n, i) => `${(signs[i] as Sign) > 0 ? "+" : "-"}${n}`);

const expression = ({ numbers, signs }: Terms): string[] =>
  numbers.flatMap((n, i) => (i === 0 ? [String(n)] : [(signs[i] as Sign) > 0 ? "+" : "-", String(n)]));

/** Tens and units without those that are zero; 0 stays. */
function split(n: number): number[] {
  const parts = [n - (n % 10), n % 10].filter((part) => part > 0);
  return parts.length > 0 ? parts : [0];
}

function valueOf({ numbers, signs }: Terms): number {
  return numbers.reduce((value, n, i) => value + (signs[i] as Sign) * n, 0);
}

function staysInside({ numbers, signs }: Terms): boolean {
  let value = 0;
  return numbers.every((n, i) => {
    value += (signs[i] as Sign) * n;
    return value >= 0 && value <= LARGEST;
  });
}

function someCarry({ numbers, signs }: Terms): boolean {
  let value = 0;
  return numbers.some((n, i) => {
    const sign = signs[i] as Sign;
    const found = carries(value, sign, n);
    value += sign * n;
    return found;
  });
}

/** Adding carries, or subtracting borrows, from the units to the tens. */
const carries = (value: number, sign: Sign, n: number): boolean =>
  sign > 0 ? (value % 10) + (n % 10) >= 10 : value % 10 < n % 10;
