import { numberOf } from "./vocabulary.ts";

/**
 * Reads a linear equation in x with whole numbers ("3 x + 4 = 19", "19 = 4 + x * 3") as a·x + b = c with a ≥ 1 and b, c ≥ 0;
 * null for everything else. Never throws.
 */
export function linearEquation(words: readonly string[]): { a: number; b: number; c: number } | null {
  const equals = words.indexOf("=");
  if (equals < 0) return null;
  const left = readSide(words.slice(0, equals));
  const right = readSide(words.slice(equals + 1));
  if (left === null || right === null) return null;
  const turn = left.x < right.x ? -1 : 1;
  const a = turn * (left.x - right.x);
  let [b, c] = turn === 1 ? [left.constant, right.constant] : [right.constant, left.constant];
  // What is subtracted on one side is added on the other.
  const shift = Math.max(0, -b, -c);
  [b, c] = [b + shift, c + shift];
  return a >= 1 ? { a, b, c } : null;
}

/** A sum of terms: n, x, n x, n * x or x * n. */
function readSide(words: readonly string[]): { x: number; constant: number } | null {
  const side = { x: 0, constant: 0 };
  let at = 0;
  if (words.length === 0) return null;
  while (at < words.length) {
    let sign = 1;
    if (words[at] === "+" || words[at] === "-") sign = words[at++] === "-" ? -1 : 1;
    else if (at > 0) return null;
    const factors: (number | "x")[] = [];
    for (;;) {
      const word = words[at];
      const number = numberOf(word);
      if (word !== "x" && number === null) return null;
      factors.push(word === "x" ? "x" : (number ?? 0));
      at++;
      if (words[at] === "*") at++;
      else if (words[at] !== "x" || factors.includes("x")) break;
    }
    const xs = factors.filter((factor) => factor === "x").length;
    const product = factors.reduce<number>((value, factor) => (factor === "x" ? value : value * factor), sign);
    if (xs > 1) return null;
    if (xs === 1) side.x += product;
    else side.constant += product;
  }
  return side;
}
