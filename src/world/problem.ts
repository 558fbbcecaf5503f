/** What a task file deals in. Token sequences are arrays of words of the vocabulary. */

export type LevelId = "countdown-3" | "countdown-4" | "equation";

export interface CountdownProblem {
  task: "countdown";
  /** k numbers, each to be used once. */
  numbers: number[];
  target: number;
}

/** Find x with a·x + b = c. */
export interface EquationProblem {
  task: "equation";
  a: number;
  b: number;
  c: number;
}

export type Problem = CountdownProblem | EquationProblem;

/** The level a problem is reported under; a countdown of k numbers is "countdown-k". */
export const levelOf = (problem: Problem): string =>
  problem.task === "countdown" ? `countdown-${problem.numbers.length}` : problem.task;
