import type { Policy } from "../../engine/policy.ts";
import type { HackingPoint, PipelineSettings } from "../../protocol/pipeline.ts";
import type { RunConfig } from "../../rl/config.ts";
import type { Checkpoint } from "../../trainer/checkpoint/loadCheckpoint.ts";
import { neededCheckpoint, refOf, withPolicy } from "../checkpoints.ts";
import { readJson, type StageContext, writeJson } from "../context.ts";
import { rlCost, sftCost, suiteCost } from "../costs.ts";
import { hackingPoint } from "../hacking.ts";
import { measured } from "../measured.ts";
import { PreferenceJudge } from "../preferenceJudge.ts";
import type { StagePlan } from "../progress.ts";
import { earlierResult } from "../reports.ts";
import { rewardModel } from "../rewardModels.ts";
import { rlCheckpoint } from "../rlCheckpoint.ts";
import type { StageOutcome } from "../stageOutcome.ts";

/** Steps between two looks at reward model and truth. */
const POINT_EVERY = 5;

export const secondRlPlan = (settings: PipelineSettings): StagePlan => {
  const { rl, overrunSteps, helpful, harmless } = settings.secondRl;
  return [
    { part: "helpfulness model", cost: 2 * sftCost(2 * helpful.examples, helpful.sft) },
    { part: "harmlessness model", cost: sftCost(2 * harmless.examples, harmless.sft) },
    { part: "reinforcement learning", cost: 1.3 * rlCost(rl) },
    { part: "measuring", cost: suiteCost(settings) },
    { part: "running too long", cost: 1.3 * rlCost(overrunConfig(rl, overrunSteps)) },
  ];
};

/** Only general prompts, preference rewards and format alone, no hold on the policy, a rate that does not fall: what goes wrong, goes wrong soon. */
const overrunConfig = (rl: Partial<RunConfig>, steps: number): Partial<RunConfig> => ({
  ...rl,
  countdown3: 0,
  countdown4: 0,
  equation: 0,
  arithmetic: 0,
  program: 0,
  programSquare: 0,
  logic: 0,
  knights: 0,
  science: 0,
  scienceExtra: 0,
  steps,
  klCoef: 0,
  rewardAccuracy: 0,
  rewardLanguage: 0,
  rewardHelpful: 1,
  learningRateSchedule: "constant",
});

/**
 * The second RL: rules for reasoning prompts; for general ones a helpfulness model (summary only) and a harmlessness model (everything),
 * late in the stage (section 2.3.4). Then the preference rewards run on too long, and truth is measured beside them.
 */
export async function secondRl(context: StageContext): Promise<StageOutcome> {
  const { base, settings, clock } = context;
  const { rl, preferenceFrom, overrunSteps } = settings.secondRl;
  const start = await neededCheckpoint(context, "rejection");
  clock.begin("helpfulness model");
  const helpful = await rewardModel(context, "helpful", base, settings.secondRl.helpful);
  clock.begin("harmlessness model");
  const harmless = await rewardModel(context, "harmless", base, settings.secondRl.harmless);
  const steps = rl.steps ?? 1;
  const preferenceFromStep = Math.floor(preferenceFrom * steps) + 1;
  return withJudges(context, helpful.checkpoint, harmless.checkpoint, async (judges) => {
    const points = new Points(context, judges);
    clock.begin("reinforcement learning");
    const { checkpoint, history } = await rlCheckpoint(context, "second-rl", start, rl, {
      judge: async (rows, step) => (step < preferenceFromStep ? [] : judges.judge(rows)),
      afterStep: (policy, step) =>
        step >= preferenceFromStep - 1 ? points.look(policy, step, steps) : Promise.resolve(),
    });
    clock.begin("measuring");
    const after = await measured(context, "second-rl", checkpoint);
    clock.begin("running too long");
    await rlCheckpoint(context, "overrun", checkpoint, overrunConfig(rl, overrunSteps), {
      judge: (rows) => judges.judge(rows),
      afterStep: (policy, step) => points.look(policy, steps + step, steps + overrunSteps),
    });
    return {
      checkpoint: refOf(checkpoint),
      parents: [start, helpful.checkpoint, harmless.checkpoint].map(refOf),
      before: await earlierResult(context, "rejection", "after"),
      after,
      history,
      rewardModels: [helpful.report, harmless.report],
      hacking: await points.all(),
      preferenceFromStep,
      checkpointStep: steps,
    };
  });
}

/** The looks taken so far; stored at once, so that an interruption loses none. */
class Points {
  constructor(
    private readonly context: StageContext,
    private readonly judges: PreferenceJudge,
  ) {}

  async all(): Promise<HackingPoint[]> {
    return (await readJson<HackingPoint[]>(this.context, "hacking")) ?? [];
  }

  async look(policy: Policy, step: number, last: number): Promise<void> {
    if (step % POINT_EVERY !== 0 && step !== last) return;
    const point = await hackingPoint(this.context, policy, this.judges, step);
    const others = (await this.all()).filter((one) => one.step !== step);
    await writeJson(
      this.context,
      "hacking",
      [...others, point].sort((a, b) => a.step - b.step),
    );
  }
}

function withJudges<T>(
  context: StageContext,
  helpful: Checkpoint,
  harmless: Checkpoint,
  body: (judges: PreferenceJudge) => Promise<T>,
): Promise<T> {
  return withPolicy(context, helpful, (first) =>
    withPolicy(context, harmless, async (second) =>
      body(await PreferenceJudge.of(first, second, context.settings.seed)),
    ),
  );
}
