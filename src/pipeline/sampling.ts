import type { Policy } from "../engine/policy.ts";
import { Rng } from "../lib/rng.ts";
import type { Problem } from "../world/problem.ts";
import { decodeWords, EOS } from "../world/vocabulary.ts";
import type { StageContext } from "./context.ts";
import { sampledBatches } from "./sampledBatches.ts";

/** Completions sampled at once; only speed and memory depend on it. */
const ROWS = 256;

export interface SampleJob {
  problem: Problem;
  prompt: Int32Array;
}

export interface SampleSettings {
  samples: number;
  temperature: number;
  topP?: number;
  maxNewTokens: number;
  /** Names the stream of random numbers, with the settings' seed, and what is kept of it; another one for each call in a part. */
  purpose: string;
}

/**
 * Samples every job, chunk by chunk, with pause points between; yields a job's completions as words. Within a remembered part, chunks
 * that were sampled before an interruption are not sampled again.
 *
 * @param shown moves the stage's progress
 */
export async function* sampleJobs(
  context: StageContext,
  policy: Policy,
  jobs: readonly SampleJob[],
  { samples, temperature, topP = 1, maxNewTokens, purpose }: SampleSettings,
  shown = true,
): AsyncGenerator<{ job: SampleJob; completions: string[][] }> {
  const seed = Rng.of(context.settings.seed, "pipeline", purpose).int(0, 0x7fffffff);
  const atOnce = Math.max(1, Math.floor(ROWS / samples));
  const sampled = async (chunk: readonly SampleJob[], step: number): Promise<Int32Array[]> => {
    const options = { temperature, topP, maxNewTokens, seed, step, eosToken: EOS };
    const rollout = await policy.sample(
      chunk.map(({ prompt }) => prompt),
      samples,
      options,
    );
    return rollout.completions;
  };
  const prompts = jobs.map(({ prompt }) => [...prompt]);
  const batches = sampledBatches(context, purpose, { seed, samples, temperature, topP, maxNewTokens, atOnce, prompts });
  for (let from = 0, batch = 0; from < jobs.length; from += atOnce, batch++) {
    const chunk = jobs.slice(from, from + atOnce);
    const known = batches.done[batch];
    const completions = known ?? (await sampled(chunk, from));
    context.cost.sampledTokens += completions.reduce((sum, completion) => sum + completion.length, 0);
    const done = from + chunk.length;
    // The clock takes no pace from what was done before.
    if (shown && batch >= batches.done.length - 1)
      context.clock.at(done / jobs.length, `${purpose}: ${done} of ${jobs.length} prompts`);
    if (known === undefined) await batches.add(completions);
    for (const [i, job] of chunk.entries()) {
      yield { job, completions: completions.slice(i * samples, (i + 1) * samples).map(decodeWords) };
    }
  }
}
