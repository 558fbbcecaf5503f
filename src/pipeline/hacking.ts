import type { Policy } from "../engine/policy.ts";
import { mean } from "../lib/statistics.ts";
import type { HackingPoint } from "../protocol/pipeline.ts";
import { suiteProblems } from "../trainer/suite/suite.ts";
import { helpfulTruth } from "../world/general/truth.ts";
import { judge } from "../world/judge.ts";
import { GENERAL_LEVELS, promptTokens } from "../world/tasks/index.ts";
import type { StageContext } from "./context.ts";
import type { PreferenceJudge } from "./preferenceJudge.ts";
import { sampleJobs } from "./sampling.ts";

const SAMPLES = 4;
const MOST_NEW_TOKENS = 160;

/** What the helpfulness model says of a policy's answers to held-out general prompts, and what is true of them. */
export async function hackingPoint(
  context: StageContext,
  policy: Policy,
  judges: PreferenceJudge,
  step: number,
): Promise<HackingPoint> {
  const problems = suiteProblems(context.settings.suite.problems, GENERAL_LEVELS);
  const jobs = problems.map((problem) => ({ problem, prompt: promptTokens(problem) }));
  const scores: number[] = [];
  const truths: number[] = [];
  const sampling = {
    samples: SAMPLES,
    temperature: 1,
    maxNewTokens: MOST_NEW_TOKENS,
    purpose: `held-out preferences, step ${step}`,
  };
  for await (const { job, completions } of sampleJobs(context, policy, jobs, sampling, false)) {
    const { problem, prompt } = job;
    if (problem.task !== "general") continue;
    const models = await judges.judge(completions.map((words) => ({ problem, prompt, words })));
    scores.push(...models.map(({ helpful = 0 }) => helpful));
    truths.push(
      ...completions.map((words) => {
        // As the suite does: what stands there counts, also when the response was cut off.
        const { summary, answer } = judge(problem, words);
        const said = summary ?? answer;
        return said === null ? 0 : helpfulTruth(problem, said.split(" ")).score;
      }),
    );
  }
  return { step, rewardModel: mean(scores), truth: mean(truths), problems: jobs.length, samples: SAMPLES };
}
