import type { PipelineSettings, SftSettings } from "../protocol/pipeline.ts";
import { parseConfig, type RunConfig } from "../rl/config.ts";

/** Tokens that parts of a stage pass through the model; a trained one counts three. For the progress only. */

const MEAN_LENGTH = 70;

export const suiteCost = ({ suite }: PipelineSettings): number => suite.problems * suite.samples * 15 * 60;

export function rlCost(settings: Partial<RunConfig>): number {
  const { prompts, groupSize, steps } = parseConfig(settings, "settings");
  return prompts * groupSize * steps * MEAN_LENGTH * 4;
}

export const sftCost = (examples: number, { epochs }: SftSettings): number =>
  3 * examples * epochs * (MEAN_LENGTH + 15);

export const samplingCost = (samples: number): number => samples * MEAN_LENGTH;
