import type { Policy } from "../engine/policy.ts";
import { Rng } from "../lib/rng.ts";
import type { Problem } from "../world/problem.ts";
import { decodeWords, EOS } from "../world/vocabulary.ts";
import type { StageContext } from "./context.ts";

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
  /** Names the stream of random numbers, with the settings' seed. */
  purpose: string;
}

/**
 * Samples every job, chunk by chunk, with pause points between; yields a job's completions as words.
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
  for (let from = 0; from < jobs.length; from += atOnce) {
    const chunk = jobs.slice(from, from + atOnce);
    const { completions } = await policy.sample(
      chunk.map(({ prompt }) => prompt),
      samples,
      { temperature, topP, maxNewTokens, seed, step: from, eosToken: EOS },
    );
    context.cost.sampledTokens += completions.reduce((sum, completion) => sum + completion.length, 0);
    const done = from + chunk.length;
    if (shown) context.clock.at(done / jobs.length, `${purpose}: ${done} of ${jobs.length} prompts`);
    await context.pausePoint();
    for (const [i, job] of chunk.entries()) {
      yield { job, completions: completions.slice(i * samples, (i + 1) * samples).map(decodeWords) };
    }
  }
}
