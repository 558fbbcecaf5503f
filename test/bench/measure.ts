import type { Contestant, SampleJob, UpdateJob } from "./contestant.ts";
import { difference, type GpuCounters, type GpuCounts } from "./gpuCounters.ts";

export type Op = "sample" | "update";

/** What one contestant took for one operation. */
export interface Measured {
  seconds: number; // median
  repetitions: number;
  /** Of the last repetition. */
  counts: GpuCounts;
  /** Held after the warm-up, and after the last repetition. */
  bytes: { before: number | null; after: number | null };
}

export interface MeasureOptions {
  repetitions: number;
  /** A contestant whose warm-up took longer is not measured: one figure of it would take the time of all others. */
  patience: number; // seconds
  /** null where nothing runs on a GPU. */
  counters: GpuCounters | null;
  progress(text: string): void;
}

/**
 * Times an operation of several contestants by turns, so that whatever else the machine does hits all alike.
 *
 * @returns for each contestant its figures, or in words why there are none
 */
export async function measure(
  contestants: ReadonlyMap<string, Contestant>,
  op: Op,
  jobs: { sample: SampleJob; update: UpdateJob },
  { repetitions, patience, counters, progress }: MeasureOptions,
): Promise<Map<string, Measured | string>> {
  const run = async (contestant: Contestant): Promise<number> => {
    const start = performance.now();
    if (op === "sample") await contestant.sample(jobs.sample);
    else await contestant.update(jobs.update);
    await counters?.idle();
    return (performance.now() - start) / 1000;
  };
  const found = new Map<string, Measured | string>();
  const taken = new Map<string, { seconds: number[]; counts: GpuCounts; before: number | null }>();
  for (const [name, contestant] of contestants) {
    progress(`${op}: warming up ${name}`);
    // The first run compiles and fills caches; a second would tell how long one takes, but a median of five needs no more.
    const first = await run(contestant);
    const seconds = first > patience ? await run(contestant) : first;
    if (seconds > patience)
      found.set(name, `one run takes ${seconds.toFixed(0)} s, more than the ${patience} s allowed`);
    else taken.set(name, { seconds: [], counts: NOTHING, before: contestant.bytes() });
  }
  for (let turn = 0; turn < repetitions; turn++) {
    for (const [name, entry] of taken) {
      progress(`${op}: ${name}, ${turn + 1} of ${repetitions}`);
      const before = counters?.read() ?? NOTHING;
      entry.seconds.push(await run(contestants.get(name) as Contestant));
      entry.counts = difference(counters?.read() ?? NOTHING, before);
    }
  }
  for (const [name, { seconds, counts, before }] of taken) {
    const after = contestants.get(name)?.bytes() ?? null;
    found.set(name, { seconds: median(seconds), repetitions, counts, bytes: { before, after } });
  }
  return found;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

const NOTHING: GpuCounts = { maps: 0, submits: 0, dispatches: 0, bytes: 0 };
