import { Rng } from "../lib/rng.ts";
import type { LevelId, Problem } from "../world/problem.ts";
import { problemKey, sampleProblem } from "../world/tasks/index.ts";

/** Of all problems of a level, about this share is never trained on. */
const HELD_OUT_SHARE = 0.3;

/** Seed of the held-out problems that the trainer measures on: the same for every run, so that runs can be compared. */
export const HELD_OUT_SEED = 999;

/**
 * Decided by the key alone, whatever the seed: so every held-out set, with any seed, is disjoint from every training run.
 */
export const isHeldOut = (problem: Problem): boolean =>
  Rng.of(0, "held-out", problemKey(problem)).float() < HELD_OUT_SHARE;

/**
 * Held-out problems, distinct within a level, levels in the given order. A level that has fewer held-out problems than asked
 * for gives all that were found, so the count in a result is the number of different problems.
 */
export function heldOutProblems(seed: number, perLevel: number, levels: readonly LevelId[]): Problem[] {
  return levels.flatMap((level) => {
    const rng = Rng.of(seed, "held-out problems", level);
    const found = new Map<string, Problem>();
    for (let draw = 0; draw < 2_000 + 100 * perLevel && found.size < perLevel; draw++) {
      const problem = sampleProblem(rng, level);
      const key = problemKey(problem);
      if (!found.has(key) && isHeldOut(problem)) found.set(key, problem);
    }
    return [...found.values()];
  });
}
