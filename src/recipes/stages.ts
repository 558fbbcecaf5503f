import type { StageId } from "../protocol/pipeline.ts";

export interface StageInfo {
  title: string;
  /** Stages whose checkpoint or data it starts from. */
  needs: readonly StageId[];
}

const INFO: Readonly<Record<StageId, StageInfo>> = {
  zero: { title: "R1-Zero", needs: [] },
  "cold-start": { title: "Cold start", needs: ["zero"] },
  "reasoning-rl": { title: "Reasoning RL", needs: ["cold-start"] },
  rejection: { title: "Rejection sampling and SFT", needs: ["reasoning-rl"] },
  "second-rl": { title: "Second RL", needs: ["rejection"] },
  distill: { title: "Distillation", needs: ["second-rl"] },
};

/** In the order of the paper. */
export const STAGES: readonly StageId[] = ["zero", "cold-start", "reasoning-rl", "rejection", "second-rl", "distill"];

export const stageInfo = (stage: StageId): StageInfo => INFO[stage];

/** This stage and the ones that build on it. */
export const stagesFrom = (stage: StageId): StageId[] => STAGES.slice(STAGES.indexOf(stage));
