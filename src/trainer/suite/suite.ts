import { Rng } from "../../lib/rng.ts";
import { sha256 } from "../../lib/sha256.ts";
import type { LevelId, Problem } from "../../world/problem.ts";
import { ALL_LEVELS, problemKey, renderPrompt } from "../../world/tasks/index.ts";
import { heldOutProblems } from "../heldOut.ts";

/** Counts up whenever the suite of the default size changes; results of different versions are not to be compared. */
export const SUITE_VERSION = 2;

/** Problems a level unless somebody asks for another number. */
export const SUITE_PROBLEMS = 40;

/** A seed of its own: no other held-out set is this one. */
const SUITE_SEED = 20_250_120;
const CHINESE_SHARE = 0.3;

/**
 * The evaluation suite: held-out problems, so never trained on, the same for everybody. Levels in the given order; within a level the
 * first `perLevel` of a fixed order, so that a smaller suite is a part of a larger one; fewer where the level has no more. About 30 %
 * are asked in Chinese, decided by the problem itself.
 */
export function suiteProblems(perLevel: number = SUITE_PROBLEMS, levels: readonly LevelId[] = ALL_LEVELS): Problem[] {
  return heldOutProblems(SUITE_SEED, perLevel, levels).map((problem) =>
    isAskedInChinese(problem) ? { ...problem, language: "zh" } : problem,
  );
}

/** Of everything in the problems, hidden tests included, and of how they are asked; 16 hexadecimal digits. */
export function suiteHash(problems: readonly Problem[]): string {
  const text = problems.map((problem) => `${JSON.stringify(problem, sortKeys)} ${renderPrompt(problem)}\n`).join("");
  return sha256(new TextEncoder().encode(text)).slice(0, 16);
}

const isAskedInChinese = (problem: Problem): boolean =>
  Rng.of(SUITE_SEED, "language", problemKey(problem)).float() < CHINESE_SHARE;

const sortKeys = (_: string, value: unknown): unknown =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
