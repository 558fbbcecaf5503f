import { Rng } from "../../lib/rng.ts";
import type { FilterName, PipelineSettings, Sieve, TraceSource } from "../../protocol/pipeline.ts";
import type { Checkpoint } from "../../trainer/checkpoint/loadCheckpoint.ts";
import { isHeldOut } from "../../trainer/heldOut.ts";
import { drawPrompt } from "../../trainer/preferences/drawPrompt.ts";
import { parseCompletion } from "../../world/completion.ts";
import { judge } from "../../world/judge.ts";
import { languageOf, type Problem } from "../../world/problem.ts";
import {
  promptTokens,
  REASONING_LEVELS,
  renderPrompt,
  renderTurn,
  sampleProblem,
  taskOf,
} from "../../world/tasks/index.ts";
import { encode } from "../../world/vocabulary.ts";
import { Writer } from "../../world/writer.ts";
import { neededCheckpoint, refOf, withPolicy } from "../checkpoints.ts";
import { remembered, type StageContext } from "../context.ts";
import { samplingCost, sftCost, suiteCost } from "../costs.ts";
import { readKept, writeExamples } from "../dataFiles.ts";
import { measured } from "../measured.ts";
import type { StagePlan } from "../progress.ts";
import { earlierResult } from "../reports.ts";
import { sampleJobs, type SampleJob } from "../sampling.ts";
import { sftCheckpoint } from "../sftCheckpoint.ts";
import type { StageOutcome } from "../stageOutcome.ts";
import { candidate, type Candidate, exampleOf, summarisedResponse } from "../traces/candidate.ts";
import {
  chaotic,
  duplicate,
  type Filter,
  format,
  mixedLanguage,
  overlong,
  perLevel,
  short,
  unverified,
  wrong,
} from "../traces/filters.ts";
import { rewriteTrace } from "../traces/rewriteTrace.ts";
import { SieveRun } from "../traces/sieveRun.ts";

const MOST_NEW_TOKENS = 160;
const MOST_TOKENS = 140;
/** Of a level's traces, those that are right at the first attempt. */
const SHORT_SHARE = 0.6;
/** What post-processing can do something about. */
const CAN_BE_MENDED: readonly FilterName[] = ["format", "unverified", "mixed-language", "chaotic"];
/** Responses of R1-Zero to each prompt. */
const SAMPLES = 4;

export const coldStartPlan = (settings: PipelineSettings): StagePlan => {
  const { attempts, fewShot, reflective, rewritten, sft } = settings.coldStart;
  return [
    { part: "few-shot prompting", cost: 3 * samplingCost(attempts) },
    { part: "outputs of R1-Zero", cost: samplingCost(attempts) },
    { part: "fine-tuning", cost: sftCost(fewShot + reflective + rewritten, sft) },
    { part: "measuring", cost: suiteCost(settings) },
  ];
};

/**
 * Cold start: long clean traces, collected in the paper's three ways, and supervised fine-tuning of the base on them, in the format
 * `|special_token| reasoning |special_token| summary` (section 2.3.1).
 */
export async function coldStart(context: StageContext): Promise<StageOutcome> {
  const { base, settings, clock } = context;
  const zero = await neededCheckpoint(context, "zero");
  const sieves = await remembered(context, "sieves", (part) => collect(part, zero));
  const examples = await readKept(context, sieves);
  clock.begin("fine-tuning");
  const checkpoint = await sftCheckpoint(context, "cold-start", base, examples, settings.coldStart.sft);
  clock.begin("measuring");
  return {
    checkpoint: refOf(checkpoint),
    parents: [refOf(base), refOf(zero)],
    before: await earlierResult(context, "zero", "before"),
    after: await measured(context, "cold-start", checkpoint),
    sieves,
  };
}

async function collect(context: StageContext, zero: Checkpoint): Promise<Sieve[]> {
  const { fewShot, reflective, rewritten } = context.settings.coldStart;
  const quota = (total: number): number => Math.ceil(total / REASONING_LEVELS.length);
  const seen = duplicate();
  const clean = (total: number): Filter[] => [
    wrong,
    format,
    unverified,
    mixedLanguage,
    chaotic,
    overlong(MOST_TOKENS),
    seen,
    short(SHORT_SHARE * quota(total)),
    perLevel(quota(total)),
  ];
  const first = new SieveRun("few-shot", clean(fewShot));
  context.clock.begin("few-shot prompting");
  await fewShotOutputs(context, (one) => void first.offer(one));
  const second = new SieveRun("reflective", clean(reflective));
  const third = new SieveRun("rewritten", [
    wrong,
    unverified,
    mixedLanguage,
    chaotic,
    overlong(MOST_TOKENS),
    seen,
    short(SHORT_SHARE * quota(rewritten)),
    perLevel(quota(rewritten)),
  ]);
  context.clock.begin("outputs of R1-Zero");
  await zeroOutputs(context, zero, (one) => {
    const took = second.offer(one);
    if (took === null || !CAN_BE_MENDED.includes(took)) return;
    const thinking = rewriteTrace(one.problem, one.words, one.judged);
    const answer = one.judged.answer?.split(" ");
    if (thinking === null || answer === undefined) return;
    const words = summarisedResponse(one.problem, thinking, answer);
    third.offer(candidate(one.problem, "rewritten", words, one.words));
  });
  const runs = [first, second, third];
  const kept = runs.flatMap((run) => run.kept.map(inSummaryFormat));
  await writeExamples(
    context,
    "kept",
    kept.map((one) => exampleOf(one)),
  );
  await writeExamples(
    context,
    "rejected",
    runs.flatMap((run) => run.rejected),
  );
  return runs.map((run) => run.result);
}

/** What is learned: the same thinking and answer, with the summary. */
function inSummaryFormat(one: Candidate): Candidate {
  if (one.judged.summary !== null) return one;
  const { thinking, answer } = parseCompletion(one.words);
  return candidate(one.problem, one.source, summarisedResponse(one.problem, thinking, answer ?? []), one.words);
}

/** The base model, shown somebody's long clean trace for another problem of the level first. */
async function fewShotOutputs(context: StageContext, offer: (one: Candidate) => void): Promise<void> {
  const rng = Rng.of(context.settings.seed, "few-shot prompts");
  const problems = Array.from({ length: context.settings.coldStart.attempts }, () =>
    drawPrompt(rng, REASONING_LEVELS, "train"),
  );
  const jobs = problems.map((problem): SampleJob => ({ problem, prompt: encode(fewShotPrompt(rng, problem)) }));
  await outputs(context, context.base, jobs, 1, "few-shot", offer);
}

/** R1-Zero on prompts of its own kind, several responses each. */
async function zeroOutputs(context: StageContext, zero: Checkpoint, offer: (one: Candidate) => void): Promise<void> {
  const rng = Rng.of(context.settings.seed, "reflective prompts");
  const count = Math.ceil(context.settings.coldStart.attempts / SAMPLES);
  const problems = Array.from({ length: count }, () => drawPrompt(rng, REASONING_LEVELS, "train"));
  const jobs = problems.map((problem): SampleJob => ({ problem, prompt: promptTokens(problem) }));
  await outputs(context, zero, jobs, SAMPLES, "reflective", offer);
}

async function outputs(
  context: StageContext,
  checkpoint: Checkpoint,
  jobs: readonly SampleJob[],
  samples: number,
  source: TraceSource,
  offer: (one: Candidate) => void,
): Promise<void> {
  const sampling = { samples, temperature: 1, maxNewTokens: MOST_NEW_TOKENS, purpose: `${source} traces` };
  await withPolicy(context, checkpoint, async (policy) => {
    for await (const { job, completions } of sampleJobs(context, policy, jobs, sampling)) {
      for (const words of completions) offer(candidate(job.problem, source, words));
    }
  });
}

/** "<bos> user : … ? assistant : <think> … </answer> user : … ? assistant :", one example of the same level and language. */
function fewShotPrompt(rng: Rng, problem: Problem): string {
  const one = candidate(problem, "few-shot", []);
  for (;;) {
    const example = sampleProblem(rng, one.level, languageOf(problem));
    if (isHeldOut(example)) continue;
    const writer = new Writer(rng, { direct: false, persistence: 0.97, language: languageOf(problem) });
    const { thinking, answer } = taskOf(example).think(writer);
    const words = ["<think>", ...thinking, "</think>", "<answer>", ...answer, "</answer>", "<eos>"];
    const judged = judge(example, words);
    const shown: Candidate = { ...one, problem: example, words, judged };
    const clean = [wrong, unverified, chaotic, overlong(MOST_TOKENS)].every((filter) => filter.reject(shown) === null);
    if (clean && judged.behaviour.attempts > 1) {
      return `${renderPrompt(example)} ${words.slice(0, -1).join(" ")} ${renderTurn(problem)}`;
    }
  }
}
