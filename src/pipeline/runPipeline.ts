import type { PipelineSettings, StageId, StageProgress, StageReport } from "../protocol/pipeline.ts";
import { WORLDS } from "../world/worlds.ts";
import { MissingInputError } from "./missingInputError.ts";
import { readJson, type StageContext, writeJson } from "./context.ts";
import { lineageOf, stageSettings } from "../recipes/lineage.ts";
import { StageClock, type StagePlan } from "./progress.ts";
import { readReport, writeReport } from "./reports.ts";
import type { StageOutcome } from "./stageOutcome.ts";
import { stageInfo, STAGES } from "../recipes/stages.ts";
import { coldStart, coldStartPlan } from "./stages/coldStart.ts";
import { distill, distillPlan } from "./stages/distill.ts";
import { reasoningRl, reasoningRlPlan } from "./stages/reasoningRl.ts";
import { rejection, rejectionPlan } from "./stages/rejection.ts";
import { secondRl, secondRlPlan } from "./stages/secondRl.ts";
import { zero, zeroPlan } from "./stages/zero.ts";

const RECIPES: Readonly<
  Record<
    StageId,
    { plan: (settings: PipelineSettings) => StagePlan; run: (context: StageContext) => Promise<StageOutcome> }
  >
> = {
  zero: { plan: zeroPlan, run: zero },
  "cold-start": { plan: coldStartPlan, run: coldStart },
  "reasoning-rl": { plan: reasoningRlPlan, run: reasoningRl },
  rejection: { plan: rejectionPlan, run: rejection },
  "second-rl": { plan: secondRlPlan, run: secondRl },
  distill: { plan: distillPlan, run: distill },
};

export interface PipelineRun extends Pick<
  StageContext,
  "settings" | "store" | "base" | "folder" | "openPolicy" | "pausePoint" | "today"
> {
  /** In any order; they are done in the paper's. */
  stages: readonly StageId[];
  now: () => number;
  onProgress: (progress: StageProgress) => void;
  /** After each stage; `again` when it had been done before and nothing was to do. */
  onStage: (report: StageReport, again: boolean) => void;
}

/**
 * Does the stages one after another. A stage whose report of the same lineage is stored is not done again; one that was interrupted goes
 * on where it was stored last.
 *
 * @throws MissingInputError, OtherLineageError, StorageError, CheckpointError, or what the run's pausePoint rejects with
 */
export async function runPipeline(run: PipelineRun): Promise<StageReport[]> {
  const { vocabularySize } = WORLDS["four-domains"];
  const { shape, info } = run.base;
  if (info.rewardModel !== undefined || info.parent !== undefined) {
    const what = info.rewardModel === undefined ? `made from ${info.parent}` : `a reward model, ${info.rewardModel}`;
    throw new Error(`base model: expected one that was pre-trained and nothing else, got ${info.name} (${what})`);
  }
  if (shape.vocabSize !== vocabularySize) {
    throw new Error(
      `base model: expected one that was pre-trained on four domains (${vocabularySize} words), got ${info.name} (${shape.vocabSize} words)`,
    );
  }
  const chosen = STAGES.filter((id) => run.stages.includes(id));
  const costs = chosen.map((id) => total(RECIPES[id].plan(run.settings)));
  const reports: StageReport[] = [];
  for (const [i, stage] of chosen.entries()) {
    const costAfter = costs.slice(i + 1).reduce((sum, cost) => sum + cost, 0);
    const { report, again } = await runStage(run, stage, costAfter);
    reports.push(report);
    run.onStage(report, again);
  }
  return reports;
}

async function runStage(
  run: PipelineRun,
  stage: StageId,
  costAfter: number,
): Promise<{ report: StageReport; again: boolean }> {
  const { settings, base, now, onProgress } = run;
  const lineage = lineageOf(stage, settings, base.info.sha256);
  const known = await readReport(run, stage);
  if (known?.lineage === lineage) return { report: known, again: true };
  if (known !== null) throw new OtherLineageError(run.folder(stage), known, lineage);
  await checkParents(run, stage);
  const { plan, run: recipe } = RECIPES[stage];
  const clock = new StageClock(stage, plan(settings), now, costAfter, onProgress);
  const cost = { sampledTokens: 0, trainedTokens: 0, seconds: 0 };
  const { store, folder, pausePoint, today } = run;
  let backend: string | null = null;
  const openPolicy: StageContext["openPolicy"] = async (shape, weights) => {
    const policy = await run.openPolicy(shape, weights);
    const { description } = policy.backend;
    if (description === backend) return policy;
    backend = description;
    try {
      // A stage may be gone on with when nothing but its report is left to do.
      await writeJson(context, "backend", description);
    } catch (error) {
      policy.dispose();
      throw error;
    }
    return policy;
  };
  const context: StageContext = { stage, settings, store, base, folder, openPolicy, clock, cost, pausePoint, today };
  await claim(context, lineage);
  backend = await readJson<string>(context, "backend");
  const outcome = await recipe(context);
  const report: StageReport = {
    format: "aha-lab stage",
    version: 1,
    stage,
    scale: settings.scale,
    seed: settings.seed,
    settings: stageSettings(stage, settings),
    lineage,
    cost,
    backend: backend ?? "",
    date: today(),
    history: [],
    sieves: [],
    ...outcome,
  };
  await writeReport(run, report);
  return { report, again: false };
}

/** What a stage starts from must be done, and of its own lineage, before any of its work is. */
async function checkParents(run: PipelineRun, stage: StageId): Promise<void> {
  for (const parent of stageInfo(stage).needs) {
    const known = await readReport(run, parent);
    if (known === null) throw new MissingInputError(stage, parent, `${run.folder(parent)}/report.json`);
    const lineage = lineageOf(parent, run.settings, run.base.info.sha256);
    if (known.lineage !== lineage) throw new OtherLineageError(run.folder(parent), known, lineage);
  }
}

/** An unfinished stage may be gone on with only by the lineage that began it. */
async function claim({ store, folder, stage }: StageContext, lineage: string): Promise<void> {
  const file = `${folder(stage)}/lineage.txt`;
  const bytes = await store.read(file);
  const begun = bytes === null ? null : new TextDecoder().decode(bytes).trim();
  if (begun !== null && begun !== lineage) throw new OtherLineageError(folder(stage), { lineage: begun }, lineage);
  if (begun === null) await store.write(file, new TextEncoder().encode(`${lineage}\n`));
}

/** A folder holds a stage of other settings. Callers branch on the class. */
export class OtherLineageError extends Error {
  override readonly name = "OtherLineageError";

  constructor(
    folder: string,
    known: Partial<Pick<StageReport, "seed" | "scale">> & { lineage: string },
    lineage: string,
  ) {
    const what = known.scale === undefined ? "" : ` (scale ${known.scale}, seed ${known.seed})`;
    super(
      `${folder}: expected a stage of lineage ${lineage}, got ${known.lineage}${what}: it comes from other settings, another seed or ` +
        "another base model (use another --out, or remove that folder)",
    );
  }
}

const total = (plan: StagePlan): number => plan.reduce((sum, { cost }) => sum + cost, 0);
