import type { CountdownProblem, Problem, ProgramProblem } from "./problem.ts";
import { formsOf } from "./tasks/laws.ts";
import { ASSIGNMENTS } from "./tasks/clauses.ts";
import { checkAnswer } from "./tasks/index.ts";

const LARGEST = 99;
/** Values of x that an equation can have: 1…12. */
const EQUATION_ROOTS = 12;
/** What x can be multiplied by: 1…5, and x itself on the square level. b follows from the first example. */
const SLOPES: Readonly<Record<ProgramProblem["level"], number>> = { program: 5, "program-square": 6 };

/**
 * How hard a problem is by the rules alone, whoever solves it: the expected number of attempts of somebody who tries at random,
 * each attempt independent of those before, until one is right.
 *
 * - countdown: a random order with random signs whose partial results stay within 0…99; 1 / share of those that make the target
 * - equation: one of 12 values of x
 * - program: one of 5 slopes (6 with x · x), b taken from the first example
 * - logic, knights: one of 8 assignments; 8 / number of solutions
 * - science: one of the forms of two given quantities that come out whole; their number / number of right ones
 * - arithmetic has nothing to search: 1 + its carries and borrows, each a place to go wrong
 * - general: 1
 *
 * Infinity where no attempt can be right.
 */
export function difficulty(problem: Problem): number {
  switch (problem.task) {
    case "countdown":
      return countdownAttempts(problem);
    case "equation":
      return EQUATION_ROOTS;
    case "program":
      return SLOPES[problem.level];
    case "logic":
    case "knights":
      return ASSIGNMENTS.length / ASSIGNMENTS.filter((values) => checkAnswer(problem, values.map(String))).length;
    case "science": {
      const forms = formsOf(problem.given, problem.find);
      return forms.length / forms.filter(({ right }) => right).length;
    }
    case "arithmetic":
      return 1 + carries(problem.numbers, problem.signs);
    case "general":
      return 1;
  }
}

/** Counts orders with signs by the set of numbers used and the partial result, so that eight numbers take no longer than a blink. */
function countdownAttempts({ numbers, target }: CountdownProblem): number {
  const ways = Array.from({ length: 1 << numbers.length }, () => new Float64Array(LARGEST + 1));
  for (const [i, n] of numbers.entries()) add(ways, 1 << i, n, 1);
  for (let used = 1; used < ways.length - 1; used++) {
    for (const [value, count] of (ways[used] as Float64Array).entries()) {
      if (count === 0) continue;
      for (const [i, n] of numbers.entries()) {
        if (used & (1 << i)) continue;
        add(ways, used | (1 << i), value + n, count);
        add(ways, used | (1 << i), value - n, count);
      }
    }
  }
  const whole = ways.at(-1) as Float64Array;
  const all = whole.reduce((sum, count) => sum + count, 0);
  return all / (whole[target] ?? 0);
}

function add(ways: Float64Array[], used: number, value: number, count: number): void {
  if (value < 0 || value > LARGEST) return;
  const reached = ways[used] as Float64Array;
  reached[value] = (reached[value] as number) + count;
}

/** Places where units carry into the tens or borrow from them. */
function carries(numbers: readonly number[], signs: readonly number[]): number {
  let value = 0;
  let count = 0;
  for (const [i, n] of numbers.entries()) {
    const sign = signs[i] as number;
    const units = (value % 10) + sign * (n % 10);
    if (units < 0 || units > 9) count++;
    value += sign * n;
  }
  return count;
}
