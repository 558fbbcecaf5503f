import type { Sequence } from "../../src/engine/policy.ts";
import { Rng } from "../../src/lib/rng.ts";
import { EOS, SMALL_VOCABULARY_SIZE } from "../../src/world/vocabulary.ts";
import type { Contestant, SampleJob, UpdateJob } from "./contestant.ts";
import { drawLengths, LONGEST } from "./drawLengths.ts";
import { ADAM } from "./updateSettings.ts";

const SEED = 1;
/** Tokens. */
const PROMPT = 14;

/** The lengths are still unknown: `withLengths` puts in those that our engine produces. */
export function sampleJob(rows: number, groupSize: number, longest = LONGEST): SampleJob {
  const rng = Rng.of(SEED, "bench prompts", rows);
  const prompts = Array.from({ length: rows / groupSize }, () => words(rng, PROMPT));
  return {
    prompts,
    groupSize,
    seed: SEED,
    maxNewTokens: longest,
    eosToken: EOS,
    lengths: new Int32Array(rows).fill(longest),
  };
}

/** The job with the lengths that our engine samples, and what it sampled. */
export async function withLengths(
  job: SampleJob,
  ours: Contestant,
): Promise<{ job: SampleJob; sampled: Sequence[]; tokens: number }> {
  const { completions } = await ours.sample(job);
  const lengths = Int32Array.from(completions, ({ length }) => length);
  const sampled = completions.map((completion, row): Sequence => {
    return { prompt: job.prompts[Math.floor(row / job.groupSize)] as Int32Array, completion };
  });
  return { job: { ...job, lengths }, sampled, tokens: lengths.reduce((sum, length) => sum + length, 0) };
}

/**
 * @param reference gives the old log-probs; it holds the weights that all begin with
 * @param factor on every answer's length
 */
export async function updateJob(rows: number, reference: Contestant, factor = 1): Promise<UpdateJob> {
  const rng = Rng.of(SEED, "bench update", rows);
  const lengths = drawLengths(SEED, rows, factor);
  const batch = Array.from(lengths, (length): Sequence => {
    return { prompt: words(rng, PROMPT), completion: words(rng, length) };
  });
  const advantages = Float64Array.from(lengths, () => rng.normal());
  return { batch, oldLogProbs: await reference.logProbs(batch), advantages, adam: ADAM };
}

/** Tokens that go into the model: all but the last of each sequence. */
export const inputTokens = (batch: readonly Sequence[]): number =>
  batch.reduce((sum, { prompt, completion }) => sum + prompt.length + completion.length - 1, 0);

/** Anything but the padding and end tokens, which come first in the vocabulary. */
const words = (rng: Rng, length: number): Int32Array =>
  Int32Array.from({ length }, () => rng.int(EOS + 1, SMALL_VOCABULARY_SIZE - 1));
