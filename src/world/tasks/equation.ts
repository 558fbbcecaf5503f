import type { Rng } from "../../lib/rng.ts";
import { readChainAttempts } from "../chainAttempts.ts";
import { type EquationProblem, languageOf } from "../problem.ts";
import { numberOf } from "../vocabulary.ts";
import type { DoubtShares, Writer } from "../writer.ts";
import type { Task } from "./task.ts";

const LARGEST = 99;
const LARGEST_X = 12;
const OPENING = { en: "find", zh: "求" } as const;
/** Writers stop thinking when their response is longer than this, in words. */
const PATIENCE = 100;
/** Probability of narrowing the interval after "low" or "high". */
const NARROWS = 0.7;
const DOUBTS: DoubtShares = [
  ["wait", 0.65],
  ["hmm", 0.35],
];

/** Find x with a·x + b = c, by trial. */
export function equation(problem: EquationProblem): Task {
  const { a, b, c } = problem;
  const solves = (x: number | null): boolean => x !== null && a * x + b === c;
  const solvedBy = (expression: readonly string[]): boolean => {
    const [first, times, second, plus, added] = expression;
    if (expression.length !== 5 || times !== "*" || plus !== "+" || numberOf(added) !== b) return false;
    const [left, right] = [numberOf(first), numberOf(second)];
    return (left === a && solves(right)) || (right === a && solves(left));
  };
  const keyOf = (expression: readonly string[]): string => {
    const [first, times, second] = expression;
    if (times !== "*") return expression.join(" ");
    return numberOf(first) !== a && numberOf(second) === a ? `x = ${first}` : `x = ${second}`;
  };
  return {
    render: () => [OPENING[languageOf(problem)], "x", ":", String(a), "*", "x", "+", String(b), "=", String(c)],
    check: (answer) => answer.length === 1 && solves(numberOf(answer[0])),
    canonical: (answer) => (answer.length === 0 ? null : answer.join(" ")),
    solve: () => {
      const x = (c - b) / a;
      return Number.isInteger(x) && x >= 0 ? [String(x)] : null;
    },
    key: () => `equation ${a} * x + ${b} = ${c}`,
    readAttempts: (words, span) => readChainAttempts(words, span, { target: c, solvedBy, keyOf }),
    guess: (rng) => [String(rng.int(1, largestTrial(a, b)))],
    think: (writer) => think(writer, problem),
  };
}

/** a in 2…5, x in 1…12, b in 1…9; c is then at most 69. */
export function sampleEquation(rng: Rng): EquationProblem {
  const a = rng.int(2, 5);
  const x = rng.int(1, LARGEST_X);
  const b = rng.int(1, 9);
  return { task: "equation", a, b, c: a * x + b };
}

/** @param words "find x : 3 * x + 4 = 19" or "求 x : 3 * x + 4 = 19"; null if they are not such an equation with a ≥ 1 */
export function parseEquation(words: readonly string[]): EquationProblem | null {
  if (words.length !== 10) return null;
  const [a, b, c] = [numberOf(words[3]), numberOf(words[7]), numberOf(words[9])];
  if (a === null || a === 0 || b === null || c === null) return null;
  const problem: EquationProblem = { task: "equation", a, b, c, ...(words[0] === OPENING.zh && { language: "zh" }) };
  return equation(problem).render().join(" ") === words.join(" ") ? problem : null;
}

function largestTrial(a: number, b: number): number {
  return Math.min(LARGEST_X, Math.max(1, Math.floor((LARGEST - b) / a)));
}

function think(writer: Writer, { a, b, c }: EquationProblem): { thinking: string[]; answer: string[] } {
  const { rng } = writer;
  const thinking: string[] = [];
  const tried = new Set<number>();
  let low = 1;
  let high = largestTrial(a, b);
  for (;;) {
    const candidates: number[] = [];
    for (let x = low; x <= high; x++) if (!tried.has(x)) candidates.push(x);
    const x = candidates.length > 0 ? rng.pick(candidates) : (c - b) / a;
    tried.add(x);
    const value = a * x + b;
    thinking.push(writer.say("try"), ...`${x} : ${a} * ${x} = ${a * x} + ${b} = ${value}`.split(" "));
    thinking.push(writer.say(value === c ? "yes" : value < c ? "low" : "high"));
    const answer = [String(x)];
    if (value === c) return { thinking, answer };
    if (rng.float() < NARROWS) {
      if (value < c) low = Math.max(low, x + 1);
      else high = Math.min(high, x - 1);
    }
    if (thinking.length + 1 > PATIENCE || !writer.goesOn()) return { thinking, answer };
    thinking.push(writer.doubt(DOUBTS));
  }
}
