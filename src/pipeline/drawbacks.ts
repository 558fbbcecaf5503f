import { drawResamples, percentileInterval, resampledMeans } from "../lib/bootstrap.ts";
import { Rng } from "../lib/rng.ts";
import type { Drawback, TraceExample } from "../protocol/pipeline.ts";
import type { Interval } from "../protocol/suite.ts";
import type { Checkpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import { suiteProblems } from "../trainer/suite/suite.ts";
import { languageOf } from "../world/problem.ts";
import { promptTokens, REASONING_LEVELS } from "../world/tasks/index.ts";
import { withPolicy } from "./checkpoints.ts";
import { remembered, type StageContext } from "./context.ts";
import { sampleJobs } from "./sampling.ts";
import { candidate, type Candidate, exampleOf } from "./traces/candidate.ts";

const SAMPLES = 4;
const SHOWN = 8;
const MOST_NEW_TOKENS = 160;

interface Complaint {
  name: Drawback["name"];
  what: string;
  /** Why this response is one; null if it is none. */
  test(candidate: Candidate): string | null;
}

/** What the paper says that R1-Zero's answers suffer from, as exact rules. */
const COMPLAINTS: readonly Complaint[] = [
  {
    name: "mixed-language",
    what: "English and Chinese words in one thinking.",
    test: ({ judged: { behaviour } }) =>
      behaviour.words.en > 0 && behaviour.words.zh > 0
        ? `${behaviour.words.en} English, ${behaviour.words.zh} Chinese words`
        : null,
  },
  {
    name: "other-language",
    what: "Thinking altogether in another language than the prompt's.",
    test: ({ problem, judged: { behaviour } }) => {
      const asked = languageOf(problem);
      const other = asked === "en" ? "zh" : "en";
      return behaviour.words[asked] === 0 && behaviour.words[other] > 0
        ? `${behaviour.words[other]} words, all of the other language`
        : null;
    },
  },
  {
    name: "repeated-attempts",
    what: "An attempt that was made before.",
    test: ({ judged: { behaviour } }) => {
      const repeated = behaviour.trace.filter((attempt) => attempt.repeated).length;
      return repeated > 0 ? `${repeated} attempts made before` : null;
    },
  },
  {
    name: "runaway-length",
    what: `No end within ${MOST_NEW_TOKENS} tokens.`,
    test: ({ judged }) => (judged.truncated ? "cut off" : null),
  },
  {
    name: "missing-structure",
    what: "An end, but thinking and answer are not in their tags.",
    test: ({ judged }) => (!judged.truncated && !judged.format ? "tags are missing" : null),
  },
];

/** How often each complaint holds of the answers to the suite's reasoning problems at temperature 1, before and after. */
export async function drawbacks(context: StageContext, before: Checkpoint, after: Checkpoint): Promise<Drawback[]> {
  return remembered(context, "drawbacks", async (part) => {
    const [old, now] = [await answers(part, before, "before"), await answers(part, after, "after")];
    return COMPLAINTS.map(({ name, what, test }) => ({
      name,
      what,
      before: rate(old, test),
      after: rate(now, test),
      examples: examplesOf(now, test),
    }));
  });
}

/** Candidates of each problem. */
async function answers(context: StageContext, checkpoint: Checkpoint, when: string): Promise<Candidate[][]> {
  const problems = suiteProblems(context.settings.suite.problems, REASONING_LEVELS);
  const jobs = problems.map((problem) => ({ problem, prompt: promptTokens(problem) }));
  const settings = { samples: SAMPLES, temperature: 1, maxNewTokens: MOST_NEW_TOKENS, purpose: `drawbacks ${when}` };
  return withPolicy(context, checkpoint, async (policy) => {
    const found: Candidate[][] = [];
    for await (const { job, completions } of sampleJobs(context, policy, jobs, settings)) {
      found.push(completions.map((words) => candidate(job.problem, "sampled", words)));
    }
    return found;
  });
}

function rate(problems: readonly Candidate[][], test: Complaint["test"]): Interval {
  const shares = problems.map((found) => found.filter((one) => test(one) !== null).length / found.length);
  const draws = drawResamples(Rng.of(1, "drawbacks"), shares.length);
  const value = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return percentileInterval(value, resampledMeans(shares, draws));
}

function examplesOf(problems: readonly Candidate[][], test: Complaint["test"]): TraceExample[] {
  const found = problems.flat().flatMap((one) => {
    const why = test(one);
    return why === null ? [] : [exampleOf(one, why)];
  });
  const step = Math.max(1, Math.floor(found.length / SHOWN));
  return found.filter((_, i) => i % step === 0).slice(0, SHOWN);
}
