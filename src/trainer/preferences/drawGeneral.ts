import type { Rng } from "../../lib/rng.ts";
import { GENERAL_LEVELS } from "../../world/levels.ts";
import type { GeneralProblem } from "../../world/problem.ts";
import { drawPrompt, type Split } from "./drawPrompt.ts";

/** A general prompt of any level, as drawPrompt draws it. */
export function drawGeneral(rng: Rng, split: Split): GeneralProblem {
  const problem = drawPrompt(rng, GENERAL_LEVELS, split);
  if (problem.task !== "general") throw new Error(`preferences: expected a general prompt, got ${problem.task}`);
  return problem;
}
