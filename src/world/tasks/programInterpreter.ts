import { numberOf } from "../vocabulary.ts";

/** What a program computes: its coefficients in ascending powers of x, without zeros at the end. */
export type Polynomial = readonly number[];

/** Longer programs are refused, in words; so no value comes near the limits of exact integers. */
const LONGEST = 15;

/**
 * Reads a program: numbers and x joined by `+`, `-` and `*`, the product binding first, no brackets.
 * @returns null for all other words
 */
export function readProgram(words: readonly string[]): Polynomial | null {
  if (words.length % 2 === 0 || words.length > LONGEST) return null;
  const sum: number[] = Array.from({ length: LONGEST }, () => 0);
  let product = 1;
  let power = 0;
  for (let i = 0; i < words.length; i += 2) {
    const operator = i === 0 ? "+" : words[i - 1];
    if (operator === "+" || operator === "-") {
      if (i > 0) sum[power] = (sum[power] as number) + product;
      product = operator === "+" ? 1 : -1;
      power = 0;
    } else if (operator !== "*") {
      return null;
    }
    const n = numberOf(words[i]);
    if (n !== null) product *= n;
    else if (words[i] === "x") power++;
    else return null;
  }
  sum[power] = (sum[power] as number) + product;
  return sum.slice(0, sum.findLastIndex((coefficient) => coefficient !== 0) + 1);
}

/** The program's value at x, any integer. */
export const runProgram = (polynomial: Polynomial, x: number): number =>
  polynomial.reduceRight((value, coefficient) => value * x + coefficient, 0);

/**
 * One form for all programs that compute the same: `x * x - 2 * x`, high powers first, what is added before what is subtracted.
 * A coefficient beyond 99 is written as it is, although the language has no word for it.
 */
export function writeProgram(polynomial: Polynomial): string[] {
  const terms = polynomial.map((coefficient, power) => ({ coefficient, power })).reverse();
  const added = terms.filter(({ coefficient }) => coefficient > 0).flatMap((term) => ["+", ...writeTerm(term)]);
  const subtracted = terms.filter(({ coefficient }) => coefficient < 0).flatMap((term) => ["-", ...writeTerm(term)]);
  return [...(added.length > 0 ? added.slice(1) : ["0"]), ...subtracted];
}

function writeTerm({ coefficient, power }: { coefficient: number; power: number }): string[] {
  const size = Math.abs(coefficient);
  const factors = Array.from({ length: power }, () => "x");
  return (size === 1 && power > 0 ? factors : [String(size), ...factors]).flatMap((factor, i) =>
    i === 0 ? [factor] : ["*", factor],
  );
}
