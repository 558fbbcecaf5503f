import type { AblationRun, PipelineSettings } from "../../protocol/pipeline.ts";
import { DEFAULT_CONFIG, type RunConfig } from "../../rl/config.ts";
import type { Checkpoint } from "../../trainer/checkpoint/loadCheckpoint.ts";
import { neededCheckpoint, refOf } from "../checkpoints.ts";
import type { StageContext } from "../context.ts";
import { rlCost, suiteCost } from "../costs.ts";
import { measured } from "../measured.ts";
import type { StagePlan } from "../progress.ts";
import { earlierResult } from "../reports.ts";
import { rlCheckpoint } from "../rlCheckpoint.ts";
import type { StageOutcome } from "../stageOutcome.ts";

/** What the ablation compares with where the stage itself has no language reward. */
const USUAL_WEIGHT = 0.3;

interface AblationCase {
  name: string;
  seed: number;
  weight: number;
}

const cases = ({ seed, reasoningRl }: PipelineSettings): AblationCase[] =>
  Array.from({ length: reasoningRl.ablationSeeds }, (_, i) => seed + i).flatMap((one) =>
    [reasoningRl.rl.rewardLanguage || USUAL_WEIGHT, 0].map((weight) => ({
      name: `ablation-${one}-${weight === 0 ? "without" : "with"}`,
      seed: one,
      weight,
    })),
  );

/** Half the prompts and fewer steps: six such runs cost about as much as the stage itself. */
const ablationConfig = ({ reasoningRl: { rl, ablationSteps } }: PipelineSettings): Partial<RunConfig> => ({
  ...rl,
  prompts: Math.max(1, Math.floor((rl.prompts ?? DEFAULT_CONFIG.prompts) / 2)),
  steps: ablationSteps,
});

export const reasoningRlPlan = (settings: PipelineSettings): StagePlan => {
  const { rl } = settings.reasoningRl;
  return [
    { part: "reinforcement learning", cost: rlCost(rl) },
    { part: "measuring", cost: suiteCost(settings) },
    ...cases(settings).flatMap(({ name }) => [
      { part: name, cost: rlCost(ablationConfig(settings)) },
      { part: `measuring ${name}`, cost: suiteCost(settings) },
    ]),
  ];
};

/** GRPO on the cold-started model with accuracy, format and language consistency (section 2.3.2), and the same without the last. */
export async function reasoningRl(context: StageContext): Promise<StageOutcome> {
  const { settings, clock } = context;
  const start = await neededCheckpoint(context, "cold-start");
  clock.begin("reinforcement learning");
  const { checkpoint, history } = await rlCheckpoint(context, "reasoning-rl", start, settings.reasoningRl.rl);
  clock.begin("measuring");
  const after = await measured(context, "reasoning-rl", checkpoint);
  const ablation: AblationRun[] = [];
  const mixing = await neededCheckpoint(context, "zero");
  for (const one of cases(settings)) ablation.push(await ablationRun(context, mixing, one));
  const before = await earlierResult(context, "cold-start", "after");
  return { checkpoint: refOf(checkpoint), parents: [refOf(start)], before, after, history, ablation };
}

/**
 * A shorter run of its own, with the language reward or without it, everything else equal. It goes on from R1-Zero, which mixes
 * languages: the cold start leaves nothing to mend.
 */
async function ablationRun(
  context: StageContext,
  start: Checkpoint,
  { name, seed, weight }: AblationCase,
): Promise<AblationRun> {
  context.clock.begin(name);
  const config = { ...ablationConfig(context.settings), rewardLanguage: weight };
  const { checkpoint, history } = await rlCheckpoint(context, name, start, config, { seed });
  context.clock.begin(`measuring ${name}`);
  return { seed, weight, history, after: await measured(context, name, checkpoint) };
}
