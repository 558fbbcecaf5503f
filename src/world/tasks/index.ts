/** The registry: the only place that knows every task. */
import type { Rng } from "../../lib/rng.ts";
import type { LevelId, Problem } from "../problem.ts";
import { encode } from "../vocabulary.ts";
import { countdown, parseCountdown, sampleCountdown } from "./countdown.ts";
import { equation, parseEquation, sampleEquation } from "./equation.ts";
import type { Task } from "./task.ts";

export const LEVELS: readonly LevelId[] = ["countdown-3", "countdown-4", "equation"];

export function taskOf(problem: Problem): Task {
  switch (problem.task) {
    case "countdown":
      return countdown(problem);
    case "equation":
      return equation(problem);
  }
}

export function sampleProblem(rng: Rng, level: LevelId): Problem {
  switch (level) {
    case "countdown-3":
      return sampleCountdown(rng, 3);
    case "countdown-4":
      return sampleCountdown(rng, 4);
    case "equation":
      return sampleEquation(rng);
  }
}

/** "use 7 3 5 make 9" or "find x : 3 * x + 4 = 19". */
export const renderProblem = (problem: Problem): string => taskOf(problem).render().join(" ");

/** The prompt in the frame that the model was trained on: "<bos> user : … ? assistant :". */
export const renderPrompt = (problem: Problem): string => `<bos> user : ${renderProblem(problem)} ? assistant :`;

/** Ids of the framed prompt. */
export const promptTokens = (problem: Problem): Int32Array => encode(renderPrompt(problem));

/** The answer, as words, solves the problem. Never throws. */
export const checkAnswer = (problem: Problem, answer: readonly string[]): boolean => taskOf(problem).check(answer);

/** Equal for answers that are rewritings of each other, for voting; null where there is no answer. */
export function canonicalAnswer(problem: Problem, answer: string | null): string | null {
  const words = answer?.trim();
  return words ? taskOf(problem).canonical(words.split(/\s+/)) : null;
}

/**
 * Reads a prompt, bare ("use 7 3 5 make 9"), with its question mark, or in the whole frame.
 *
 * @throws saying which forms are understood
 */
export function parseProblem(text: string): Problem {
  const bare = text
    .trim()
    .replace(/\s+/g, " ")
    .replace(/^<bos> /, "")
    .replace(/^user : /, "")
    .replace(/ assistant :$/, "")
    .replace(/ ?\?$/, "");
  const words = bare.split(" ");
  const problem = parseCountdown(words) ?? parseEquation(words);
  if (problem === null) {
    throw new Error(
      `prompt: expected "use 7 3 5 make 9" (2 to 8 numbers) or "find x : 3 * x + 4 = 19", numbers 0 to 99, words ` +
        `separated by spaces, got ${JSON.stringify(text)}`,
    );
  }
  return problem;
}
