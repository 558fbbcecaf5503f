import type { Span } from "./behaviour.types.ts";
import { numberOf } from "./vocabulary.ts";

/** A calculation written out step by step, such as `7 + 3 = 10 - 5 = 5`. */
export interface Chain extends Span {
  /** What is calculated, without the results: `7 + 3 - 5`. */
  expression: string[];
  /** Its true value, left to right. */
  value: number;
  /** How many of the written results are not what the step before them gives. */
  arithmeticErrors: number;
}

/**
 * Finds the calculations in any sequence of words, in linear time. One is a number, then `+`, `-` or `*` with a number, over and
 * over, with at least one `= result`; it ends at its last result. A leading `try 6 :` belongs to it. Numbers outside 0…99, which
 * no model of ours can write, are read as well.
 */
export function findChains(words: readonly string[], span: Span): Chain[] {
  const chains: Chain[] = [];
  for (let i = span.start; i < span.end;) {
    const { chain, next } = readChain(words, i, span);
    if (chain !== null) chains.push(chain);
    i = next;
  }
  return chains;
}

/** @returns the chain that starts exactly at `start`, if any, and where to look for the following one */
function readChain(words: readonly string[], start: number, span: Span): { chain: Chain | null; next: number } {
  const first = readNumber(words[start]);
  if (first === null) return { chain: null, next: start + 1 };
  const expression = [words[start] as string];
  let value = first;
  /** What the next result should be, going on from the result written last, right or wrong. */
  let running = first;
  let arithmeticErrors = 0;
  /** The state at the last result. */
  let known: { end: number; length: number; value: number; arithmeticErrors: number } | null = null;
  let i = start + 1;
  while (i + 1 < span.end) {
    const n = readNumber(words[i + 1]);
    const step = n === null ? null : stepOf(words[i] as string, n);
    if (step === null) break;
    expression.push(words[i] as string, words[i + 1] as string);
    value = step(value);
    running = step(running);
    i += 2;
    const result = i + 1 < span.end && words[i] === "=" ? readNumber(words[i + 1]) : null;
    if (result === null) continue;
    if (result !== running) arithmeticErrors++;
    running = result;
    i += 2;
    known = { end: i, length: expression.length, value, arithmeticErrors };
  }
  if (known === null) return { chain: null, next: i };
  const { length, ...rest } = known;
  const chain = { ...rest, start: startWithTry(words, start, span), expression: expression.slice(0, length) };
  return { chain, next: known.end };
}

function stepOf(operator: string, n: number): ((value: number) => number) | null {
  if (operator === "+") return (value) => value + n;
  if (operator === "-") return (value) => value - n;
  if (operator === "*") return (value) => value * n;
  return null;
}

function startWithTry(words: readonly string[], start: number, span: Span): number {
  const announced =
    start - 3 >= span.start &&
    (words[start - 3] === "try" || words[start - 3] === "试") &&
    readNumber(words[start - 2]) !== null &&
    words[start - 1] === ":";
  return announced ? start - 3 : start;
}

function readNumber(word: string | undefined): number | null {
  return numberOf(word) ?? (word !== undefined && /^-?[1-9]\d{0,8}$/.test(word) ? Number(word) : null);
}
