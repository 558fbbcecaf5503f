import { initWeights } from "../../src/engine/model/initWeights.ts";
import { EOS } from "../../src/world/vocabulary.ts";
import type { Growth, Path } from "./benchResult.ts";
import { benchWeights, modelShape } from "./benchShapes.ts";
import type { SampleJob, UpdateJob } from "./contestant.ts";
import { sampleFlops, updateFlops } from "./flops.ts";
import type { GpuCounters } from "./gpuCounters.ts";
import { inputTokens, sampleJob, updateJob, withLengths } from "./jobs.ts";
import { median } from "./measure.ts";
import { Ours } from "./ours.ts";

export interface GrowthOptions {
  repetitions: number;
  counters: GpuCounters | null;
  /** Rows before anything grows, and of the largest batch. */
  rows: number;
  mostRows: number;
  progress(text: string): void;
}

/** Something to time, with the tokens and the operations that it stands for. */
interface Work {
  run(): Promise<unknown>;
  tokens: number;
  flops: number;
}

/** How our engine's cost a token grows with the batch, the length and the width, at size micro. */
export async function growthOf(
  path: Path,
  backend: "webgpu" | "wasm",
  threads: number,
  options: GrowthOptions,
): Promise<Growth[]> {
  const { rows, mostRows, progress } = options;
  const shape = modelShape("micro");
  const weights = benchWeights("micro", EOS);
  const wideShape = { ...shape, width: 2 * shape.width, heads: 2 * shape.heads, mlpWidth: 2 * shape.mlpWidth };
  const ours = await Ours.open(backend, threads, shape, weights);
  const wide = await Ours.open(backend, threads, wideShape, initWeights(wideShape, 1));
  try {
    const update = async (job: UpdateJob, who = ours, model = shape): Promise<Work> => ({
      run: () => who.update(job),
      tokens: inputTokens(job.batch),
      flops: updateFlops(model, job.batch),
    });
    const small = await update(await updateJob(rows, ours));
    const found: Growth[] = [];
    const compare = async (op: Growth["op"], what: string, before: Work, after: Work): Promise<void> => {
      progress(`growth: ${what}`);
      found.push({ path, op, what, ...(await growth(before, after, options)) });
    };
    await compare("update", "batch × 2", small, await update(await updateJob(2 * rows, ours)));
    await compare("update", `batch ${rows} to ${mostRows} rows`, small, await update(await updateJob(mostRows, ours)));
    await compare("update", "length × 2", small, await update(await updateJob(rows, ours, 2)));
    await compare("update", "width × 2", small, await update(await updateJob(rows, wide), wide, wideShape));
    await ours.reset(weights);
    const uneven = await withLengths(sampleJob(mostRows, 16), ours);
    // Without an end token every row runs into the cap, which is put at the mean length of the other job.
    const cap = Math.round(uneven.tokens / mostRows);
    const even = await withLengths({ ...sampleJob(mostRows, 16), maxNewTokens: cap, eosToken: -1 }, ours);
    const sample = ({ job, sampled, tokens }: typeof even): Work => ({
      run: () => ours.sample(job satisfies SampleJob),
      tokens,
      flops: sampleFlops(shape, sampled, job.groupSize),
    });
    await compare("sample", "answers of unequal length", sample(even), sample(uneven));
    return found;
  } finally {
    await ours.dispose();
    await wide.dispose();
  }
}

/** Both by turns, after a warm-up. */
async function growth(
  before: Work,
  after: Work,
  { repetitions, counters }: GrowthOptions,
): Promise<{ factor: number; flops_factor: number }> {
  const timed = async ({ run }: Work): Promise<number> => {
    const start = performance.now();
    await run();
    await counters?.idle();
    return performance.now() - start;
  };
  await timed(before);
  await timed(after);
  const seconds: [number[], number[]] = [[], []];
  for (let i = 0; i < repetitions; i++) {
    seconds[0].push(await timed(before));
    seconds[1].push(await timed(after));
  }
  const factor = median(seconds[1]) / after.tokens / (median(seconds[0]) / before.tokens);
  return { factor, flops_factor: after.flops / after.tokens / (before.flops / before.tokens) };
}
