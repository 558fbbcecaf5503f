import type { Rng } from "../../lib/rng.ts";
import type { Language, LevelId, Problem } from "../../world/problem.ts";
import { sampleProblem } from "../../world/tasks/index.ts";
import { WORLDS } from "../../world/worlds.ts";
import { isHeldOut } from "../heldOut.ts";

/** "train": problems that may be trained on; "held-out": those that never are. No problem is in both. */
export type Split = "train" | "held-out";

const MOST_DRAWS = 10_000;

/**
 * A problem of one of the levels, each equally often, in Chinese as often as the base text asks in Chinese.
 * @throws Error where the level has no problem in this split
 */
export function drawPrompt(rng: Rng, levels: readonly LevelId[], split: Split): Problem {
  const level = rng.pick(levels);
  const language: Language = rng.float() < WORLDS["four-domains"].chinesePrompts ? "zh" : "en";
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const problem = sampleProblem(rng, level, language);
    if (isHeldOut(problem) === (split === "held-out")) return problem;
  }
  throw new Error(`preferences: expected a ${split} problem of level ${level}, got none in ${MOST_DRAWS} draws`);
}
