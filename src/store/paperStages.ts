import type { StageId } from "../protocol/pipeline.ts";

/** In the order of the paper. */
export const STAGES: readonly StageId[] = ["zero", "cold-start", "reasoning-rl", "rejection", "second-rl", "distill"];

/** This stage and the ones that build on it. */
export const stagesFrom = (stage: StageId): StageId[] => STAGES.slice(STAGES.indexOf(stage));
