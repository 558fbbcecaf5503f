import { levelOf, type Language, type LevelId, type Problem } from "../../world/problem.ts";
import { ALL_LEVELS } from "../../world/tasks/index.ts";

export const LEVEL_NAMES: Readonly<Record<LevelId, string>> = {
  "countdown-3": "Countdown, 3 numbers",
  "countdown-4": "Countdown, 4 numbers",
  equation: "Equation",
  arithmetic: "Arithmetic",
  program: "Program, two examples",
  "program-square": "Program, with a square",
  logic: "Logic",
  knights: "Knights and knaves",
  science: "Science",
  "science-extra": "Science, one value too many",
  fact: "A fact",
  self: "About itself",
  translation: "A translation",
  line: "A line on a topic",
  secret: "A secret",
};

/** What is to be done, in a sentence. */
export const LEVEL_NOTES: Readonly<Record<LevelId, string>> = {
  "countdown-3": "Reach the target with + and −, each number once.",
  "countdown-4": "The same with four numbers.",
  equation: "Find x.",
  arithmetic: "A chain of sums and differences.",
  program: "Write f(x) from examples; hidden tests decide.",
  "program-square": "The same, where f may hold x · x.",
  logic: "Values for p, q and r that satisfy every clause.",
  knights: "Knights tell the truth, knaves lie: who is what?",
  science: "Find a quantity by one of four laws.",
  "science-extra": "One given value is of no use.",
  fact: "Colours, legs, numbers of the toy world.",
  self: "What the model is.",
  translation: "Between English and Chinese.",
  line: "A short line about an animal.",
  secret: "Something it was asked to keep.",
};

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", zh: "Chinese" };

/** What kind of problem it is; one that nothing was trained on says so. */
export function kindText(problem: Problem): string {
  const level = ALL_LEVELS.find((id) => id === levelOf(problem));
  return level ? LEVEL_NAMES[level] : "A kind that no model was trained on";
}
