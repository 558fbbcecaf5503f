import type { Sequence, Weights } from "../../src/engine/policy.ts";
import type { Contestant, SampleJob, UpdateJob } from "./contestant.ts";

/** Largest difference of a log-prob in nats, least cosine and largest relative difference of norms of what one update changes. */
const TOLERANCE = { logProb: 1e-3, cosine: 0.999, norm: 0.01 };

export interface Agreement {
  /** Of tokens sampled by this contestant: its decoding against a full forward of the reference. */
  sampleLogProb: number;
  logProb: number;
  cosine: number;
  norm: number;
}

/**
 * Holds a contestant against the reference before it is timed: a fast wrong peer is worth nothing. Both start from `weights` and end there.
 *
 * @param where opens the error message
 * @throws Error naming what disagrees, and by how much
 */
export async function checkAgreement(
  contestant: Contestant,
  reference: Contestant,
  weights: Weights,
  sample: SampleJob,
  update: UpdateJob,
  where: string,
): Promise<Agreement> {
  const rollout = await contestant.sample(sample);
  const lengths = rollout.completions.map(({ length }) => length);
  if (lengths.join() !== Array.from(sample.lengths).join()) {
    throw new Error(`${where}: expected rows of the lengths asked for, got others`);
  }
  const sequences = rollout.completions.map((completion, row): Sequence => {
    return { prompt: sample.prompts[Math.floor(row / sample.groupSize)] as Int32Array, completion };
  });
  const drawn = rollout.logProbs.flatMap((row) => Array.from(row));
  const found: Agreement = {
    sampleLogProb: largestDifference(drawn, await reference.logProbs(sequences)),
    logProb: largestDifference(await contestant.logProbs(update.batch), await reference.logProbs(update.batch)),
    ...compareChanges(weights, await changed(contestant, weights, update), await changed(reference, weights, update)),
  };
  for (const key of ["sampleLogProb", "logProb"] as const) {
    if (!(found[key] <= TOLERANCE.logProb))
      throw new Error(
        `${where}: ${key}: expected at most ${TOLERANCE.logProb} nats from the reference, got ${found[key]}`,
      );
  }
  if (!(found.cosine >= TOLERANCE.cosine))
    throw new Error(
      `${where}: expected an update whose cosine with the reference's is ${TOLERANCE.cosine} or more, got ${found.cosine}`,
    );
  if (!(Math.abs(found.norm - 1) <= TOLERANCE.norm))
    throw new Error(
      `${where}: expected an update as large as the reference's within ${TOLERANCE.norm}, got ${found.norm} times it`,
    );
  return found;
}

async function changed(contestant: Contestant, weights: Weights, update: UpdateJob): Promise<Weights> {
  await contestant.update(update);
  const after = await contestant.weights();
  await contestant.reset(weights);
  return after;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  // NaN must not pass for small.
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

/** Of two sets of weights that began alike: the cosine of their changes, and the first's norm in units of the second's. */
function compareChanges(start: Weights, a: Weights, b: Weights): { cosine: number; norm: number } {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (const [name, { data }] of start) {
    const x = a.get(name)?.data ?? new Float32Array();
    const y = b.get(name)?.data ?? new Float32Array();
    for (let i = 0; i < data.length; i++) {
      const dx = (x[i] as number) - (data[i] as number);
      const dy = (y[i] as number) - (data[i] as number);
      ab += dx * dy;
      aa += dx * dx;
      bb += dy * dy;
    }
  }
  return { cosine: ab / Math.sqrt(aa * bb), norm: Math.sqrt(aa / bb) };
}
