import { Rng } from "./rng.ts";

/** A mean with its 95 % interval. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** A mean difference; `excludesZero` is what makes it worth marking. */
export interface Difference {
  difference: Interval;
  excludesZero: boolean;
  /** Pairs behind it. */
  n: number;
}

const RESAMPLES = 1_000;
/** With fewer pairs even differences that all have one sign come about by chance in more than one of twenty cases (2 · 0.5⁵). */
const FEWEST_PAIRS = 6;

/** Indices of n things, drawn with replacement: 1000 resamples × n, laid end to end. */
export const drawResamples = (rng: Rng, n: number): Int32Array =>
  Int32Array.from({ length: RESAMPLES * n }, () => Math.floor(rng.float() * n));

/**
 * The mean of each resample.
 * @param draws of `drawResamples` for as many things; may be shared by several quantities of the same things
 */
export function resampledMeans(values: ArrayLike<number>, draws: Int32Array): Float64Array {
  const n = values.length;
  if (n === 0 || draws.length !== RESAMPLES * n) {
    throw new Error(
      `resampledMeans: expected ${RESAMPLES} draws of each of one or more values, got ${draws.length} for ${n}`,
    );
  }
  const means = new Float64Array(RESAMPLES);
  for (let r = 0, at = 0; r < RESAMPLES; r++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[draws[at++] as number] as number;
    means[r] = sum / n;
  }
  return means;
}

/** Unweighted mean of strata, resample by resample: a bootstrap that draws within each stratum. */
export function meanOfStrata(strata: readonly Float64Array[]): Float64Array {
  const [first] = strata;
  if (first === undefined) throw new Error("meanOfStrata: expected at least one stratum, got none");
  return first.map((_, r) => strata.reduce((sum, means) => sum + (means[r] as number), 0) / strata.length);
}

/** Percentile interval: from the 2.5th to the 97.5th percentile of the resampled values (Efron 1979). */
export function percentileInterval(value: number, resampled: Float64Array): Interval {
  const sorted = resampled.toSorted();
  return { value, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

/**
 * Mean of paired differences, unweighted over strata, with a bootstrap over pairs within each stratum. Its draws depend on the strata's
 * sizes alone.
 *
 * @param strata one array of differences each; empty ones do not count
 * @returns null where there is no pair
 */
export function meanDifference(strata: readonly (readonly number[])[]): Difference | null {
  const filled = strata.filter((values) => values.length > 0);
  if (filled.length === 0) return null;
  const n = filled.reduce((sum, values) => sum + values.length, 0);
  const mean = filled.reduce((sum, values) => sum + meanOf(values), 0) / filled.length;
  const resampled = meanOfStrata(filled.map((values, i) => resampledMeans(values, keptDraws(i, values.length))));
  const difference = percentileInterval(mean, resampled);
  return { difference, n, excludesZero: n >= FEWEST_PAIRS && (difference.low > 0 || difference.high < 0) };
}

/** Differences b − a of the items that both have, by stratum. */
export function pairedDifferences<T extends { index: number; level: string }>(
  a: readonly T[],
  b: readonly T[],
  difference: (a: T, b: T) => number,
): number[][] {
  const before = new Map(a.map((item) => [item.index, item]));
  const strata = new Map<string, number[]>();
  for (const item of b) {
    const other = before.get(item.index);
    if (other === undefined) continue;
    const values = strata.get(item.level) ?? [];
    values.push(difference(other, item));
    strata.set(item.level, values);
  }
  return [...strata.values()];
}

/** A page compares many pairs of models: the draws are most of the work, and the same each time. */
const kept = new Map<string, Int32Array>();

function keptDraws(stratum: number, n: number): Int32Array {
  const key = `${stratum} ${n}`;
  const draws = kept.get(key) ?? drawResamples(Rng.of(0, "paired bootstrap", stratum, n), n);
  kept.set(key, draws);
  return draws;
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Of sorted values, straight between neighbours. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (above - below) * (at - Math.floor(at));
}
