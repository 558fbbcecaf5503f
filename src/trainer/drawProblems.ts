import { Rng } from "../lib/rng.ts";
import type { RunConfig } from "../rl/config.ts";
import { LEVELS } from "../world/levels.ts";
import type { LevelId, Problem } from "../world/problem.ts";
import { sampleProblem } from "../world/tasks/index.ts";
import { worldOfVocabulary } from "../world/worlds.ts";
import { ConfigError } from "./configError.ts";
import { isHeldOut } from "./heldOut.ts";

/** The levels that the config trains on, with their weights in the mix. */
function levelMix(config: RunConfig): { level: LevelId; weight: number }[] {
  const mix: { level: LevelId; weight: number }[] = [
    { level: "countdown-3", weight: config.countdown3 },
    { level: "countdown-4", weight: config.countdown4 },
    { level: "equation", weight: config.equation },
    { level: "arithmetic", weight: config.arithmetic },
    { level: "program", weight: config.program },
    { level: "program-square", weight: config.programSquare },
    { level: "logic", weight: config.logic },
    { level: "knights", weight: config.knights },
    { level: "science", weight: config.science },
    { level: "science-extra", weight: config.scienceExtra },
    { level: "fact", weight: config.fact },
    { level: "self", weight: config.selfKnowledge },
    { level: "translation", weight: config.translation },
    { level: "line", weight: config.line },
    { level: "secret", weight: config.secret },
  ];
  return mix.filter(({ weight }) => weight > 0);
}

/** What a run is measured on: all of the small world while it stays there, else the levels that it trains on. */
export function evaluationLevels(config: RunConfig): readonly LevelId[] {
  const trained = levelMix(config).map(({ level }) => level);
  return trained.every((level) => LEVELS.includes(level)) ? LEVELS : trained;
}

/** @throws ConfigError when a model with this vocabulary was never taught what the config asks */
export function checkReadable(config: RunConfig, vocabularySize: number): void {
  const world = worldOfVocabulary(vocabularySize);
  if (world === null) return;
  const foreign = levelMix(config).filter(({ level }) => !world.levels.includes(level));
  const expected = `expected tasks that this model was pre-trained on (${world.levels.join(", ")})`;
  if (foreign.length > 0)
    throw new ConfigError(`task: ${expected}, got ${foreign.map(({ level }) => level).join(", ")}`);
  if (config.chinesePrompts > world.chinesePrompts && world.chinesePrompts === 0) {
    throw new ConfigError(
      `chinesePrompts: expected 0, as this model reads no Chinese prompts, got ${config.chinesePrompts}`,
    );
  }
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
    const language = config.chinesePrompts > 0 && rng.float() < config.chinesePrompts ? "zh" : "en";
    let problem = sampleProblem(rng, level, language);
    while (isHeldOut(problem)) problem = sampleProblem(rng, level, language);
    return problem;
  });
}
