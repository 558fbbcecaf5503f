import { initWeights } from "../../engine/model/initWeights.ts";
import { parameterCount } from "../../engine/model/parameters.ts";
import { Rng } from "../../lib/rng.ts";
import type { PipelineSettings, Sieve, StageCost, StudentResult, StudentSettings } from "../../protocol/pipeline.ts";
import { parseConfig, type RunConfig } from "../../rl/config.ts";
import type { Checkpoint } from "../../trainer/checkpoint/loadCheckpoint.ts";
import { drawPrompt } from "../../trainer/preferences/drawPrompt.ts";
import { Pretrainer, type PretrainProgress } from "../../trainer/pretrain/pretrainer.ts";
import { promptTokens, REASONING_LEVELS } from "../../world/tasks/index.ts";
import { ensureCheckpoint, neededCheckpoint, refOf, withPolicy } from "../checkpoints.ts";
import { remembered, type StageContext } from "../context.ts";
import { rlCost, samplingCost, sftCost, suiteCost } from "../costs.ts";
import { readKept, writeExamples } from "../dataFiles.ts";
import { measured } from "../measured.ts";
import type { StagePlan } from "../progress.ts";
import { rlCheckpoint } from "../rlCheckpoint.ts";
import { sampleJobs } from "../sampling.ts";
import { sftCheckpoint, type SftExample } from "../sftCheckpoint.ts";
import type { StageOutcome } from "../stageOutcome.ts";
import { studentShape } from "../studentShape.ts";
import { candidate, exampleOf } from "../traces/candidate.ts";
import { atMost, chaotic, duplicate, format, mixedLanguage, overlong, unverified, wrong } from "../traces/filters.ts";
import { SieveRun } from "../traces/sieveRun.ts";
import { TRAINED, tune } from "../training.ts";

const MOST_NEW_TOKENS = 160;
const MOST_TOKENS = 140;
const SAMPLES = 4;
/** Teacher's samples for each trace that is wanted. */
const SAMPLED_PER_WANTED = 1.6;
const PRETRAIN_RATE = 3e-3;
/** No student's answer to a reasoning problem is that short on average, in tokens; bounds the steps of a run that ends by its cost. */
const SHORTEST_ANSWER = 10;
/** A student's tokens are that much cheaper than the teacher's; for the progress only. */
const CHEAPER = 0.2;

export const distillPlan = (settings: PipelineSettings): StagePlan => {
  const { traces, students, sft, direct } = settings.distill;
  return [
    { part: "the teacher's traces", cost: samplingCost(SAMPLED_PER_WANTED * traces) },
    ...students.flatMap(({ name, baseTokens }) => [
      { part: `base of student ${name}`, cost: CHEAPER * 3 * baseTokens },
      { part: `measuring the base of ${name}`, cost: CHEAPER * suiteCost(settings) },
      { part: `student ${name}`, cost: CHEAPER * sftCost(traces, sft) },
      { part: `measuring student ${name}`, cost: CHEAPER * suiteCost(settings) },
    ]),
    { part: "direct RL", cost: CHEAPER * rlCost(direct.rl) },
    { part: "measuring direct RL", cost: CHEAPER * suiteCost(settings) },
  ];
};

/** Distillation: students of several sizes learn the teacher's traces; one of them learns by RL alone instead (sections 2.4 and 4.1). */
export async function distill(context: StageContext): Promise<StageOutcome> {
  const { settings } = context;
  const teacher = await neededCheckpoint(context, "second-rl");
  const sieves = await remembered(context, "sieves", (part) => collect(part, teacher));
  const examples = await readKept(context, sieves);
  const students: StudentResult[] = [];
  for (const student of settings.distill.students) students.push(await taught(context, student, examples));
  const { student, rl } = settings.distill.direct;
  const compared = students.find(({ name }) => name === student);
  if (compared) compared.direct = await directly(context, student, matched(rl, compared.cost));
  return { checkpoint: null, parents: [refOf(teacher)], before: null, after: null, sieves, students };
}

async function collect(context: StageContext, teacher: Checkpoint): Promise<Sieve[]> {
  const { traces } = context.settings.distill;
  context.clock.begin("the teacher's traces");
  const sieve = new SieveRun("sampled", [
    wrong,
    format,
    unverified,
    mixedLanguage,
    overlong(MOST_TOKENS),
    chaotic,
    duplicate(),
    atMost(traces, `More than the ${traces} that were asked for.`),
  ]);
  const rng = Rng.of(context.settings.seed, "distillation prompts");
  const count = Math.ceil((SAMPLED_PER_WANTED * traces) / SAMPLES);
  const problems = Array.from({ length: count }, () => drawPrompt(rng, REASONING_LEVELS, "train"));
  const jobs = problems.map((problem) => ({ problem, prompt: promptTokens(problem) }));
  const sampling = { samples: SAMPLES, temperature: 1, maxNewTokens: MOST_NEW_TOKENS, purpose: "the teacher's traces" };
  await withPolicy(context, teacher, async (policy) => {
    for await (const { job, completions } of sampleJobs(context, policy, jobs, sampling)) {
      for (const words of completions) sieve.offer(candidate(job.problem, "sampled", words));
    }
  });
  await writeExamples(
    context,
    "kept",
    sieve.kept.map((one) => exampleOf(one)),
  );
  await writeExamples(context, "rejected", sieve.rejected);
  return [sieve.result];
}

async function taught(
  context: StageContext,
  student: StudentSettings,
  examples: readonly SftExample[],
): Promise<StudentResult> {
  const { name } = student;
  const { clock } = context;
  clock.begin(`base of student ${name}`);
  const base = await studentBase(context, student);
  clock.begin(`measuring the base of ${name}`);
  const own = await measured(context, `base-${name}`, base);
  clock.begin(`student ${name}`);
  const before = { ...context.cost };
  const distilled = await sftCheckpoint(context, `student-${name}`, base, examples, context.settings.distill.sft);
  const cost = since(context.cost, before);
  clock.begin(`measuring student ${name}`);
  return {
    name,
    shape: base.shape,
    parameters: parameterCount(base.shape),
    base: own,
    distilled: await measured(context, `student-${name}`, distilled),
    cost,
    checkpoint: distilled.info.name,
  };
}

/** The student's own base model, pre-trained on the corpus that the large one read. */
function studentBase(context: StageContext, { name, baseTokens }: StudentSettings): Promise<Checkpoint> {
  const shape = studentShape(name, context.base.shape.vocabSize);
  const settings = {
    world: "four-domains",
    tokens: baseTokens,
    seed: context.settings.seed,
    learningRate: PRETRAIN_RATE,
    batchTokens: 4096,
  } as const;
  return ensureCheckpoint(context, `base-${name}`, async () => {
    const start = { shape, weights: initWeights(shape, context.settings.seed) };
    const { weights, loss, tokens } = await tune<PretrainProgress>(
      context,
      `base-${name}`,
      start,
      (policy, progress) => new Pretrainer(policy, settings, progress),
      ({ progress }) => progress.tokens / baseTokens,
    );
    return { shape, weights, tokens, loss };
  });
}

async function directly(
  context: StageContext,
  name: string,
  { rl, budget }: ReturnType<typeof matched>,
): Promise<NonNullable<StudentResult["direct"]>> {
  context.clock.begin("direct RL");
  const base = await neededCheckpoint(context, "distill", `base-${name}`);
  const before = { ...context.cost };
  const { checkpoint, history } = await rlCheckpoint(context, `direct-${name}`, base, rl, {
    ...(budget !== undefined && { budget }),
  });
  const cost = since(context.cost, before);
  context.clock.begin("measuring direct RL");
  return { result: await measured(context, `direct-${name}`, checkpoint), history, cost };
}

/**
 * Unless the settings say how many steps: until the run has cost what the fine-tuning cost, at a constant rate, since nobody knows
 * beforehand how long its answers will be. Cost is counted in tokens that pass through the student, a trained one three times
 * (forward and backward).
 */
function matched(
  rl: Partial<RunConfig>,
  { trainedTokens }: StageCost,
): { rl: Partial<RunConfig>; budget: number | undefined } {
  if (rl.steps !== undefined) return { rl, budget: undefined };
  const budget = TRAINED * trainedTokens;
  const { prompts, groupSize } = parseConfig(rl, "settings of stage distill");
  const steps = Math.max(1, Math.ceil(budget / (prompts * groupSize * SHORTEST_ANSWER)));
  return { rl: { ...rl, learningRateSchedule: "constant", steps }, budget };
}

const since = (now: StageCost, before: StageCost): StageCost => ({
  sampledTokens: now.sampledTokens - before.sampledTokens,
  trainedTokens: now.trainedTokens - before.trainedTokens,
  seconds: now.seconds - before.seconds,
});
