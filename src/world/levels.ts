import type { Domain, GeneralLevel, LevelId, ReasoningLevel } from "./problem.ts";

const DOMAINS: Readonly<Record<LevelId, Domain>> = {
  "countdown-3": "maths",
  "countdown-4": "maths",
  equation: "maths",
  arithmetic: "maths",
  program: "programs",
  "program-square": "programs",
  logic: "logic",
  knights: "logic",
  science: "science",
  "science-extra": "science",
  fact: "general",
  self: "general",
  translation: "general",
  line: "general",
  secret: "general",
};

/** The levels of the small world: countdown and equation, what `base-micro` reads. */
export const LEVELS: readonly LevelId[] = ["countdown-3", "countdown-4", "equation"];

export const REASONING_LEVELS: readonly ReasoningLevel[] = [
  "countdown-3",
  "countdown-4",
  "equation",
  "arithmetic",
  "program",
  "program-square",
  "logic",
  "knights",
  "science",
  "science-extra",
];

export const GENERAL_LEVELS: readonly GeneralLevel[] = ["fact", "self", "translation", "line", "secret"];

/** Every level, domain by domain. */
export const ALL_LEVELS: readonly LevelId[] = [...REASONING_LEVELS, ...GENERAL_LEVELS];

export const domainOf = (level: LevelId): Domain => DOMAINS[level];

/** The level of that name; null if there is none. */
export const levelOfName = (name: string): LevelId | null => ALL_LEVELS.find((level) => level === name) ?? null;
