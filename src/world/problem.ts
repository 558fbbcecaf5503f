/** What a task file deals in. Token sequences are arrays of words of the vocabulary. */

export type ReasoningLevel =
  | "countdown-3"
  | "countdown-4"
  | "equation"
  | "arithmetic"
  | "program"
  | "program-square"
  | "logic"
  | "knights"
  | "science"
  | "science-extra";

export type GeneralLevel = "fact" | "self" | "translation" | "line" | "secret";

/** What results are reported under: a task, and how hard. */
export type LevelId = ReasoningLevel | GeneralLevel;

export type Domain = "maths" | "programs" | "logic" | "science" | "general";

/** The language of a prompt; the thinking and the summary should be in it, too. */
export type Language = "en" | "zh";

interface Asked {
  /** Default "en". */
  language?: Language;
}

export interface CountdownProblem extends Asked {
  task: "countdown";
  /** k numbers, each to be used once. */
  numbers: number[];
  target: number;
}

/** Find x with a·x + b = c. */
export interface EquationProblem extends Asked {
  task: "equation";
  a: number;
  b: number;
  c: number;
}

/** Work out a chain of two-digit sums and differences, left to right, with carries; every partial result in 0…99. */
export interface ArithmeticProblem extends Asked {
  task: "arithmetic";
  /** 2 to 4 numbers; signs[i] stands before numbers[i], signs[0] is 1. */
  numbers: number[];
  signs: (1 | -1)[];
}

/**
 * Write f from examples; hidden tests decide. Level "program": f = a·x + b, two examples. Level "program-square": f = x·x + b or
 * a·x + b, three examples, which leave only one of them.
 */
export interface ProgramProblem extends Asked {
  task: "program";
  level: "program" | "program-square";
  /** [x, f(x)] that the prompt shows. */
  examples: [x: number, y: number][];
  /** [x, f(x)] that it does not. */
  hiddenTests: [x: number, y: number][];
}

/** One variable (0 p, 1 q, 2 r), or its opposite. */
export interface Literal {
  variable: 0 | 1 | 2;
  negated: boolean;
}

/** Values for p, q, r that satisfy every clause (an "or" of one or two literals); there is exactly one solution. */
export interface LogicProblem extends Asked {
  task: "logic";
  clauses: Literal[][];
}

/**
 * Knights (1) always tell the truth, knaves (0) never do. p, q and r each say one clause (an "or" of one or two literals; "p" means
 * "p is a knight"); there is exactly one solution.
 */
export interface KnightsProblem extends Asked {
  task: "knights";
  /** What p, q and r say. */
  statements: [Literal[], Literal[], Literal[]];
}

/** Find a quantity from two others by one of four laws; level "science-extra" gives one that is of no use. */
export interface ScienceProblem extends Asked {
  task: "science";
  level: "science" | "science-extra";
  /** In the order of the prompt: [quantity, value]. */
  given: [quantity: string, value: number][];
  find: string;
}

/** A prompt without a calculation. What a good answer is, rules decide (world/general). */
export interface GeneralProblem extends Asked {
  task: "general";
  level: GeneralLevel;
  /** Which of the level's questions (a fact, a word, a number, a topic, a secret). */
  subject: string;
  /** Which of the level's ways of asking. */
  form: number;
}

export type Problem =
  | CountdownProblem
  | EquationProblem
  | ArithmeticProblem
  | ProgramProblem
  | LogicProblem
  | KnightsProblem
  | ScienceProblem
  | GeneralProblem;

/** The level a problem is reported under; a countdown of k numbers is "countdown-k". */
export function levelOf(problem: Problem): string {
  if (problem.task === "countdown") return `countdown-${problem.numbers.length}`;
  return "level" in problem ? problem.level : problem.task;
}

export const languageOf = (problem: Problem): Language => problem.language ?? "en";
