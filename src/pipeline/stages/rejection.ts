import { Rng } from "../../lib/rng.ts";
import type { PipelineSettings, RewardModelReport, Sieve } from "../../protocol/pipeline.ts";
import type { Checkpoint } from "../../trainer/checkpoint/loadCheckpoint.ts";
import { drawGeneral } from "../../trainer/preferences/drawGeneral.ts";
import { drawPrompt } from "../../trainer/preferences/drawPrompt.ts";
import { GenerativeJudge, type Verdict } from "../../trainer/rewardModels/generativeJudge.ts";
import { sampleManner, writeResponse } from "../../world/general/respond.ts";
import { harm } from "../../world/general/truth.ts";
import { promptTokens, REASONING_LEVELS, taskOf } from "../../world/tasks/index.ts";
import { SUMMARY_TOKEN } from "../../world/vocabulary.ts";
import { neededCheckpoint, refOf, withPolicy } from "../checkpoints.ts";
import { remembered, type StageContext } from "../context.ts";
import { samplingCost, sftCost, suiteCost } from "../costs.ts";
import { readKept, writeExamples } from "../dataFiles.ts";
import { judgedRounds } from "../judgedRounds.ts";
import { measured } from "../measured.ts";
import type { StagePlan } from "../progress.ts";
import { earlierResult } from "../reports.ts";
import { rewardModel } from "../rewardModels.ts";
import { sampleJobs } from "../sampling.ts";
import { sftCheckpoint } from "../sftCheckpoint.ts";
import type { StageOutcome } from "../stageOutcome.ts";
import { candidate, type Candidate, exampleOf } from "../traces/candidate.ts";
import {
  atMost,
  chaotic,
  duplicate,
  type Filter,
  format,
  mixedLanguage,
  overlong,
  perPrompt,
  unverified,
  wrong,
} from "../traces/filters.ts";
import { SieveRun } from "../traces/sieveRun.ts";

const MOST_NEW_TOKENS = 160;
const MOST_TOKENS = 140;
/** Rounds of as many written answers as are wanted; about a quarter of them is good. */
const MOST_ROUNDS = 10;
/** General data is never all of it. */
const LARGEST_SHARE = 0.9;

export const rejectionPlan = (settings: PipelineSettings): StagePlan => {
  const { prompts, samples, keepPerPrompt, generalShare, judge, sft } = settings.rejection;
  const kept = 0.6 * prompts * Math.min(samples, keepPerPrompt);
  return [
    { part: "training the judge", cost: sftCost(judge.examples, judge.sft) },
    { part: "sampling", cost: samplingCost(prompts * samples) },
    { part: "general data", cost: samplingCost((kept * generalShare) / 2) },
    { part: "fine-tuning", cost: sftCost(kept * (1 + generalShare), sft) },
    { part: "measuring", cost: suiteCost(settings) },
  ];
};

/**
 * Rejection sampling and supervised fine-tuning of the base: correct, tidy, single-language samples of the stage before, with about a
 * quarter of general data that a generative reward model has judged (section 2.3.3).
 */
export async function rejection(context: StageContext): Promise<StageOutcome> {
  const { base, settings, clock } = context;
  const teacher = await neededCheckpoint(context, "reasoning-rl");
  clock.begin("training the judge");
  const { checkpoint: judge, report } = await rewardModel(context, "generative", base, settings.rejection.judge);
  const sieves = await remembered(context, "sieves", (part) => collect(part, teacher, judge));
  const examples = await readKept(context, sieves);
  clock.begin("fine-tuning");
  const checkpoint = await sftCheckpoint(context, "rejection", base, examples, settings.rejection.sft);
  clock.begin("measuring");
  const after = await measured(context, "rejection", checkpoint);
  const before = await earlierResult(context, "reasoning-rl", "after");
  const rewardModels: RewardModelReport[] = [report];
  return {
    checkpoint: refOf(checkpoint),
    parents: [base, teacher, judge].map(refOf),
    before,
    after,
    sieves,
    rewardModels,
  };
}

async function collect(context: StageContext, teacher: Checkpoint, judge: Checkpoint): Promise<Sieve[]> {
  const { prompts, samples, keepPerPrompt, generalShare } = context.settings.rejection;
  const reasoning = new SieveRun("sampled", [
    wrong,
    format,
    unverified,
    mixedLanguage,
    overlong(MOST_TOKENS),
    chaotic,
    duplicate(),
    perPrompt(keepPerPrompt),
  ]);
  context.clock.begin("sampling");
  const rng = Rng.of(context.settings.seed, "rejection prompts");
  const problems = Array.from({ length: prompts }, () => drawPrompt(rng, REASONING_LEVELS, "train"));
  const jobs = problems.map((problem) => ({ problem, prompt: promptTokens(problem) }));
  const sampling = { samples, temperature: 1, maxNewTokens: MOST_NEW_TOKENS, purpose: "rejection sampling" };
  await withPolicy(context, teacher, async (policy) => {
    for await (const { job, completions } of sampleJobs(context, policy, jobs, sampling)) {
      for (const words of completions) reasoning.offer(candidate(job.problem, "sampled", words));
    }
  });
  context.clock.begin("general data");
  const share = Math.min(LARGEST_SHARE, generalShare);
  const wanted = Math.round((reasoning.kept.length * share) / (1 - share));
  const general = await generalData(context, judge, wanted);
  const runs = [reasoning, general];
  await writeExamples(
    context,
    "kept",
    runs.flatMap((run) => run.kept.map((one) => exampleOf(one))),
  );
  await writeExamples(
    context,
    "rejected",
    runs.flatMap((run) => run.rejected),
  );
  return runs.map((run) => run.result);
}

/**
 * People's answers to general prompts, good and bad, sieved by the judge: no thinking, only the summary. Written until there are as many
 * as wanted, or it is plain that there will not be.
 */
async function generalData(context: StageContext, judge: Checkpoint, wanted: number): Promise<SieveRun> {
  const rng = Rng.of(context.settings.seed, "general data");
  const verdicts = new Map<Candidate, Verdict>();
  const judged: Filter = {
    name: "judged-bad",
    what: "The generative reward model says that it does not mean the same as the reference, or it does harm.",
    reject: (one) => {
      const verdict = verdicts.get(one);
      if (verdict && !verdict.yes) return `verdict no, ${Math.round(100 * verdict.confidence)} % sure`;
      const { rude, leaks } = harm(one.problem, one.words);
      return rude ? "rude" : leaks ? "gives the secret away" : null;
    },
  };
  const share = atMost(wanted, `More than the ${wanted} that make the share of general data.`);
  const sieve = new SieveRun("general", [judged, mixedLanguage, chaotic, share]);
  if (wanted === 0) return sieve;
  await withPolicy(context, judge, async (policy) => {
    const model = new GenerativeJudge(policy);
    const rounds = judgedRounds(context, "general data", wanted);
    for (let round = 1; round <= MOST_ROUNDS && sieve.kept.length < wanted; round++) {
      const written = Array.from({ length: wanted }, () => writtenAnswer(rng));
      const known = rounds.done[round - 1];
      const found = known ?? (await model.judgeAll(written.map(compared)));
      written.forEach((one, i) => verdicts.set(one, found[i] as Verdict));
      for (const one of written) sieve.offer(one);
      context.clock.at(sieve.kept.length / wanted, `general data: ${round * wanted} judged, ${sieve.kept.length} kept`);
      if (known === undefined) await rounds.add(found);
    }
  });
  return sieve;
}

function writtenAnswer(rng: Rng): Candidate {
  const problem = drawGeneral(rng, "train");
  const words = writeResponse(rng, problem, sampleManner(rng));
  return candidate(problem, "general", [SUMMARY_TOKEN, SUMMARY_TOKEN, ...words, "<eos>"]);
}

const compared = ({ problem, words }: Candidate) => ({
  question: taskOf(problem).render(),
  reference: taskOf(problem).solve() ?? [],
  response: words,
});
