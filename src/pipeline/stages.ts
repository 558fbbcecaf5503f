import type { StageId } from "../protocol/pipeline.ts";

export interface StageInfo {
  id: StageId;
  title: string;
  /** Stages whose checkpoint or data it starts from. */
  needs: readonly StageId[];
}

/** In the order of the paper. */
export const STAGES: readonly StageInfo[] = [
  { id: "zero", title: "R1-Zero", needs: [] },
  { id: "cold-start", title: "Cold start", needs: ["zero"] },
  { id: "reasoning-rl", title: "Reasoning RL", needs: ["cold-start"] },
  { id: "rejection", title: "Rejection sampling and SFT", needs: ["reasoning-rl"] },
  { id: "second-rl", title: "Second RL", needs: ["rejection"] },
  { id: "distill", title: "Distillation", needs: ["second-rl"] },
];

export const stageInfo = (id: StageId): StageInfo => STAGES.find((stage) => stage.id === id) as StageInfo;
