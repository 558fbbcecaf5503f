/** The registry: the only place that knows every task. */
import type { Rng } from "../../lib/rng.ts";
import { languageOf, type Language, type LevelId, type Problem } from "../problem.ts";
import { encode } from "../vocabulary.ts";
import { arithmetic, parseArithmetic, sampleArithmetic } from "./arithmetic.ts";
import { countdown, parseCountdown, sampleCountdown } from "./countdown.ts";
import { equation, parseEquation, sampleEquation } from "./equation.ts";
import { general, parseGeneral, sampleGeneral } from "./general.ts";
import { knights, parseKnights, sampleKnights } from "./knights.ts";
import { logic, parseLogic, sampleLogic } from "./logic.ts";
import { parseProgram, program, sampleProgram } from "./program.ts";
import { parseScience, sampleScience, science } from "./science.ts";
import type { Task } from "./task.ts";

export { ALL_LEVELS, domainOf, GENERAL_LEVELS, LEVELS, REASONING_LEVELS } from "../levels.ts";

const PARSERS: readonly ((words: readonly string[]) => Problem | null)[] = [
  parseCountdown,
  parseEquation,
  parseArithmetic,
  parseProgram,
  parseLogic,
  parseKnights,
  parseScience,
  parseGeneral,
];

/** The frame of a prompt in each language. */
const FRAMES = {
  en: { user: "user", assistant: "assistant" },
  zh: { user: "用户", assistant: "助手" },
} as const;

export function taskOf(problem: Problem): Task {
  switch (problem.task) {
    case "countdown":
      return countdown(problem);
    case "equation":
      return equation(problem);
    case "arithmetic":
      return arithmetic(problem);
    case "program":
      return program(problem);
    case "logic":
      return logic(problem);
    case "knights":
      return knights(problem);
    case "science":
      return science(problem);
    case "general":
      return general(problem);
  }
}

/** A random problem of the level, asked in this language. */
export function sampleProblem(rng: Rng, level: LevelId, language: Language = "en"): Problem {
  const problem = sampleInEnglish(rng, level);
  return language === "en" ? problem : { ...problem, language };
}

function sampleInEnglish(rng: Rng, level: LevelId): Problem {
  switch (level) {
    case "countdown-3":
      return sampleCountdown(rng, 3);
    case "countdown-4":
      return sampleCountdown(rng, 4);
    case "equation":
      return sampleEquation(rng);
    case "arithmetic":
      return sampleArithmetic(rng);
    case "program":
    case "program-square":
      return sampleProgram(rng, level);
    case "logic":
      return sampleLogic(rng);
    case "knights":
      return sampleKnights(rng);
    case "science":
    case "science-extra":
      return sampleScience(rng, level);
    default:
      return sampleGeneral(rng, level);
  }
}

/** "use 7 3 5 make 9" or "find x : 3 * x + 4 = 19". */
export const renderProblem = (problem: Problem): string => taskOf(problem).render().join(" ");

/** The frame that the model was trained on, without `<bos>`: "user : … ? assistant :", or the same in Chinese. */
export function renderTurn(problem: Problem): string {
  const { user, assistant } = FRAMES[languageOf(problem)];
  return `${user} : ${renderProblem(problem)} ? ${assistant} :`;
}

/** The prompt as the model reads it: "<bos> user : … ? assistant :". */
export const renderPrompt = (problem: Problem): string => `<bos> ${renderTurn(problem)}`;

/** Ids of the framed prompt. */
export const promptTokens = (problem: Problem): Int32Array => encode(renderPrompt(problem));

/** Equal for problems that are the same to a solver: decides what is held out. */
export const problemKey = (problem: Problem): string => taskOf(problem).key();

/** The answer, as words, solves the problem. Never throws. */
export const checkAnswer = (problem: Problem, answer: readonly string[]): boolean => taskOf(problem).check(answer);

/** Equal for answers that are rewritings of each other, for voting; null where there is no answer. */
export function canonicalAnswer(problem: Problem, answer: string | null): string | null {
  const words = answer?.trim();
  return words ? taskOf(problem).canonical(words.split(/\s+/)) : null;
}

/**
 * Reads a prompt in either language, bare ("use 7 3 5 make 9"), with its question mark, or in the whole frame.
 *
 * @throws saying which forms are understood
 */
export function parseProblem(text: string): Problem {
  const bare = text
    .trim()
    .replace(/\s+/g, " ")
    .replace(/^<bos> /, "")
    .replace(/^(user|用户) : /, "")
    .replace(/ (assistant|助手) :$/, "")
    .replace(/ ?\?$/, "");
  const words = bare.split(" ");
  for (const parse of PARSERS) {
    const problem = parse(words);
    if (problem !== null) return problem;
  }
  throw new Error(
    `prompt: expected "use 7 3 5 make 9" (2 to 8 numbers), "find x : 3 * x + 4 = 19", "compute 27 + 38 - 19", ` +
      `"write f : 1 > 5 , 2 > 7", "solve ~ p | q , r , ~ q | ~ r", "knights p says ~ q , q says ~ p | ~ q , r says ~ p", ` +
      `"science : d 60 , t 3 find v" or a question such as "what colour is snow", numbers 0 to 99, words separated by spaces, got ${JSON.stringify(text)}`,
  );
}
