import type { PipelineSettings } from "../../protocol/pipeline.ts";
import { refOf } from "../checkpoints.ts";
import type { StageContext } from "../context.ts";
import { rlCost, suiteCost } from "../costs.ts";
import { drawbacks } from "../drawbacks.ts";
import { measured } from "../measured.ts";
import type { StagePlan } from "../progress.ts";
import { rlCheckpoint } from "../rlCheckpoint.ts";
import type { StageOutcome } from "../stageOutcome.ts";

export const zeroPlan = (settings: PipelineSettings): StagePlan => [
  { part: "measuring the base", cost: suiteCost(settings) },
  { part: "reinforcement learning", cost: rlCost(settings.zero.rl) },
  { part: "measuring", cost: suiteCost(settings) },
  { part: "drawbacks", cost: suiteCost(settings) / 2 },
];

/** R1-Zero: reinforcement learning straight on the base model, by rules alone (section 2.2 of the paper). */
export async function zero(context: StageContext): Promise<StageOutcome> {
  const { base, settings, clock } = context;
  clock.begin("measuring the base");
  const before = await measured(context, "base", base);
  clock.begin("reinforcement learning");
  const { checkpoint, history } = await rlCheckpoint(context, "zero", base, settings.zero.rl);
  clock.begin("measuring");
  const after = await measured(context, "zero", checkpoint);
  clock.begin("drawbacks");
  const complaints = await drawbacks(context, base, checkpoint);
  return { checkpoint: refOf(checkpoint), parents: [refOf(base)], before, after, history, drawbacks: complaints };
}
