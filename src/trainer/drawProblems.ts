import { Rng } from "../lib/rng.ts";
import type { RunConfig } from "../rl/config.ts";
import type { LevelId, Problem } from "../world/problem.ts";
import { sampleProblem } from "../world/tasks/index.ts";
import { isHeldOut } from "./heldOut.ts";

/** The levels that the config trains on, with their weights in the mix. */
function levelMix(config: RunConfig): { level: LevelId; weight: number }[] {
  const mix: { level: LevelId; weight: number }[] = [
    { level: "countdown-3", weight: config.countdown3 },
    { level: "countdown-4", weight: config.countdown4 },
    { level: "equation", weight: config.equation },
  ];
  return mix.filter(({ weight }) => weight > 0);
}

/**
 * The step's training problems, never a held-out one. A function of config and step alone: stream (seed, "prompts", step).
 *
 * @throws Error when no level has a weight above 0
 */
export function drawProblems(config: RunConfig, step: number): Problem[] {
  const mix = levelMix(config);
  if (mix.length === 0) throw new Error("drawProblems: expected a level with a weight above 0, got none");
  const weights = mix.map(({ weight }) => weight);
  const rng = Rng.of(config.seed, "prompts", step);
  return Array.from({ length: config.prompts }, () => {
    const { level } = mix[rng.weighted(weights)] as { level: LevelId };
    let problem = sampleProblem(rng, level);
    while (isHeldOut(problem)) problem = sampleProblem(rng, level);
    return problem;
  });
}
