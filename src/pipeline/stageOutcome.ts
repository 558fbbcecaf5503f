import type { StageReport } from "../protocol/pipeline.ts";

/** What a stage hands to its report. */
export type StageOutcome = Pick<StageReport, "checkpoint" | "parents" | "before" | "after"> &
  Partial<
    Pick<
      StageReport,
      | "history"
      | "sieves"
      | "drawbacks"
      | "ablation"
      | "rewardModels"
      | "hacking"
      | "preferenceFromStep"
      | "checkpointStep"
      | "students"
    >
  >;
