import type { Domain, LevelId } from "../../world/problem.ts";

/** Short enough to stand beside a plot. */
export const LEVEL_NAMES: Readonly<Record<LevelId, string>> = {
  "countdown-3": "Countdown of 3",
  "countdown-4": "Countdown of 4",
  equation: "Equation",
  arithmetic: "Arithmetic",
  program: "Program",
  "program-square": "Program, x · x",
  logic: "Clauses",
  knights: "Knights",
  science: "Science",
  "science-extra": "Science, extra",
  fact: "Facts",
  self: "About itself",
  translation: "Translation",
  line: "One line",
  secret: "Secrets",
};

export const DOMAIN_NAMES: Readonly<Record<Domain | "reasoning", string>> = {
  reasoning: "All reasoning",
  maths: "Maths",
  programs: "Programs",
  logic: "Logic",
  science: "Science",
  general: "General",
};
