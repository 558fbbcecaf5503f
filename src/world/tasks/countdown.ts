import type { Rng } from "../../lib/rng.ts";
import { readChainAttempts } from "../chainAttempts.ts";
import { type CountdownProblem, languageOf } from "../problem.ts";
import { numberOf } from "../vocabulary.ts";
import type { DoubtShares, Writer } from "../writer.ts";
import type { Task } from "./task.ts";

/** The largest number of the language; no partial result may exceed it. */
const LARGEST = 99;
/** Writers stop thinking when their response is longer than this, in words. */
const PATIENCE = 105;
const OPENINGS = { en: ["use", "make"], zh: ["用", "成"] } as const;
const DOUBTS: DoubtShares = [
  ["wait", 0.6],
  ["hmm", 0.25],
  ["again", 0.15],
];

/** Numbers in order of use; signs[i] stands before numbers[i], signs[0] is always 1. */
interface Chain {
  numbers: number[];
  signs: (1 | -1)[];
}

/** Use every number once with + or -, left to right, to make the target. */
export function countdown(problem: CountdownProblem): Task {
  const { numbers, target } = problem;
  const check = (answer: readonly string[]): boolean => {
    const chain = readChain(answer);
    return chain !== null && sameNumbers(chain.numbers, numbers) && valueOf(chain) === target;
  };
  const [use, make] = OPENINGS[languageOf(problem)];
  return {
    check,
    render: () => [use, ...numbers.map(String), make, String(target)],
    key: () => `countdown ${[...numbers].sort(ascending).join(" ")} = ${target}`,
    canonical: (answer) => (answer.length === 0 ? null : canonicalForm(answer)),
    readAttempts: (words, span) => readChainAttempts(words, span, { target, solvedBy: check, keyOf: canonicalForm }),
    solve: () => solve(numbers, target),
    guess: (rng) => words(sampleChain(rng, numbers)),
    think: (writer) => think(writer, numbers, target),
  };
}

/** k numbers in 1…9 and a positive target that some order and signs reach with every partial result in 0…99. */
export function sampleCountdown(rng: Rng, k: number): CountdownProblem {
  for (;;) {
    const numbers = Array.from({ length: k }, () => rng.int(1, 9));
    const chain = tryChain(rng, numbers);
    const target = chain && valueOf(chain);
    if (target) return { task: "countdown", numbers, target };
  }
}

/** @param words "use 7 3 5 make 9" or "用 7 3 5 成 9"; null if they are not a countdown of 2 to 8 numbers */
export function parseCountdown(words: readonly string[]): CountdownProblem | null {
  const make = words.length - 2;
  const language = words[0] === OPENINGS.zh[0] ? "zh" : "en";
  if (words[0] !== OPENINGS[language][0] || words[make] !== OPENINGS[language][1]) return null;
  const numbers = words.slice(1, make).map(numberOf);
  const target = numberOf(words[make + 1]);
  if (numbers.length < 2 || numbers.length > 8 || target === null || !numbers.every((n) => n !== null)) return null;
  return { task: "countdown", numbers, target, ...(language === "zh" && { language }) };
}

function think(writer: Writer, numbers: number[], target: number): { thinking: string[]; answer: string[] } {
  const { rng } = writer;
  const thinking: string[] = [];
  const tried = new Set<string>();
  for (;;) {
    let chain = sampleChain(rng, numbers);
    for (let redraws = 9; redraws > 0 && tried.has(signature(chain)); redraws--) chain = sampleChain(rng, numbers);
    tried.add(signature(chain));
    const value = pushTrace(thinking, chain);
    const right = value === target;
    thinking.push(writer.say(right ? "yes" : "no"));
    if (right || thinking.length + 1 > PATIENCE || !writer.goesOn()) return { thinking, answer: words(chain) };
    thinking.push(writer.doubt(DOUBTS));
  }
}

/** Appends "7 + 3 = 10 - 5 = 5". @returns the value */
function pushTrace(out: string[], { numbers, signs }: Chain): number {
  let value = numbers[0] as number;
  out.push(String(value));
  for (let i = 1; i < numbers.length; i++) {
    const n = numbers[i] as number;
    const sign = signs[i] as number;
    value += sign * n;
    out.push(sign > 0 ? "+" : "-", String(n), "=", String(value));
  }
  return value;
}

function sampleChain(rng: Rng, numbers: readonly number[]): Chain {
  for (let draws = 0; draws < 50; draws++) {
    const chain = tryChain(rng, numbers);
    if (chain) return chain;
  }
  return { numbers: [...numbers], signs: numbers.map(() => 1) };
}

/** A random order with random signs, or null if a partial result leaves 0…99. */
function tryChain(rng: Rng, numbers: readonly number[]): Chain | null {
  const order = rng.shuffle(numbers);
  const signs: (1 | -1)[] = [1];
  let value = order[0] as number;
  for (let i = 1; i < order.length; i++) {
    const sign = rng.float() < 0.5 ? 1 : -1;
    value += sign * (order[i] as number);
    if (value < 0 || value > LARGEST) return null;
    signs.push(sign);
  }
  return { numbers: order, signs };
}

/** null unless the words are number (sign number)*. */
function readChain(answer: readonly string[]): Chain | null {
  if (answer.length % 2 === 0) return null;
  const numbers: number[] = [];
  const signs: (1 | -1)[] = [];
  for (let i = 0; i < answer.length; i += 2) {
    const n = numberOf(answer[i]);
    const sign = i === 0 ? "+" : answer[i - 1];
    if (n === null || (sign !== "+" && sign !== "-")) return null;
    numbers.push(n);
    signs.push(sign === "+" ? 1 : -1);
  }
  return { numbers, signs };
}

/** Left to right. Negative partial results are fine, as on paper; NaN if one exceeds the largest number there is. */
function valueOf({ numbers, signs }: Chain): number {
  let value = 0;
  for (let i = 0; i < numbers.length; i++) {
    value += (signs[i] as number) * (numbers[i] as number);
    if (value > LARGEST) return Number.NaN;
  }
  return value;
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  const left = b.slice();
  for (const n of a) {
    const i = left.indexOf(n);
    if (i < 0) return false;
    left.splice(i, 1);
  }
  return true;
}

function words({ numbers, signs }: Chain): string[] {
  return numbers.flatMap((n, i) => (i === 0 ? [String(n)] : [(signs[i] as number) > 0 ? "+" : "-", String(n)]));
}

/** The signed numbers in ascending order, whatever order they were written in. */
function signature({ numbers, signs }: Chain): string {
  return numbers
    .map((n, i) => n * 2 + ((signs[i] as number) > 0 ? 0 : 1))
    .sort(ascending)
    .join();
}

/** Added numbers in ascending order, then subtracted ones; words that are no such chain stay as they are. */
function canonicalForm(expression: readonly string[]): string {
  const chain = readChain(expression);
  if (chain === null) return expression.join(" ");
  const added = chain.numbers.filter((_, i) => chain.signs[i] === 1);
  const subtracted = chain.numbers.filter((_, i) => chain.signs[i] === -1);
  return words(signed(added.sort(ascending), subtracted.sort(ascending))).join(" ");
}

const ascending = (a: number, b: number): number => a - b;

/** Added numbers first. */
const signed = (added: readonly number[], subtracted: readonly number[]): Chain => ({
  numbers: [...added, ...subtracted],
  signs: [...added.map(() => 1 as const), ...subtracted.map(() => -1 as const)],
});

function solve(numbers: readonly number[], target: number): string[] | null {
  for (let mask = 0; mask < 1 << numbers.length; mask++) {
    const added = numbers.filter((_, i) => !(mask & (1 << i)));
    const subtracted = numbers.filter((_, i) => mask & (1 << i));
    const chain = signed(added, subtracted);
    if (added.length > 0 && valueOf(chain) === target) return words(chain);
  }
  return null;
}
