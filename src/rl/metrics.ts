import type { Advantages } from "./advantages.ts";

/** Names are TRL's where TRL has one. A metric that is not defined on its input is left out. */
export type MetricValues = Record<string, number>;

/**
 * reward, reward_std, frac_reward_zero_std: of the totals of a whole step. reward_std is the mean of the groups' standard
 * deviations, or with advantage "batch" that of the batch (as in TRL).
 */
export function rewardMetrics(totals: ArrayLike<number>, advantage: Advantages, kind: string): MetricValues {
  const { mean, std } = moments(totals);
  return {
    reward: mean,
    reward_std: kind === "batch" ? std : moments(advantage.stds).mean,
    frac_reward_zero_std: shareOf(advantage.zeroStd, (zero) => zero),
  };
}

/** rewards/<name>/mean and rewards/<name>/std (unbiased), over all completions of a step, before weights. */
export function rewardPartMetrics(parts: Readonly<Record<string, ArrayLike<number>>>): MetricValues {
  const metrics: MetricValues = {};
  for (const [name, values] of Object.entries(parts)) {
    const { mean, std } = moments(values);
    metrics[`rewards/${name}/mean`] = mean;
    metrics[`rewards/${name}/std`] = std;
  }
  return metrics;
}

/** groups/all_right and groups/all_wrong: shares of the groups in which every completion was right, or none. */
export function groupOutcomeMetrics(correct: readonly boolean[], groupSize: number): MetricValues {
  const groups = Array.from({ length: Math.floor(correct.length / groupSize) }, (_, g) =>
    correct.slice(g * groupSize, (g + 1) * groupSize),
  );
  return {
    "groups/all_right": shareOf(groups, (group) => group.every(Boolean)),
    "groups/all_wrong": shareOf(groups, (group) => !group.some(Boolean)),
  };
}

/**
 * completions/…: lengths in tokens, the end token included. Terminated = not cut off at the cap; with none, those lengths are 0.
 *
 * @param truncated [B], as long as lengths
 */
export function completionMetrics(lengths: ArrayLike<number>, truncated: readonly boolean[]): MetricValues {
  const all = Array.from(lengths);
  const terminated = all.filter((_, i) => !truncated[i]);
  return {
    ...spread("completions/", "length", all),
    ...spread("completions/", "terminated_length", terminated),
    "completions/clipped_ratio": shareOf(truncated, (cut) => cut),
  };
}

/**
 * sampling/…: what the trainer's forward pass and the sampler say about the same tokens with the same weights.
 *
 * @param differences [S], log-prob of the trainer minus that of the sampler
 */
export function samplingMetrics(differences: ArrayLike<number>): MetricValues {
  if (differences.length === 0) return {};
  const gaps = Array.from(differences, Math.abs);
  const ratios = spread("sampling/importance_sampling_ratio/", "", Array.from(differences, Math.exp));
  return {
    "sampling/sampling_logp_difference/mean": moments(gaps).mean,
    "sampling/sampling_logp_difference/max": largest(gaps),
    ...ratios,
  };
}

/** Kish's effective sample size as a share of the count: (Σw)² / (n Σw²), 1 when all ratios are equal. 1 for no ratios. */
export function effectiveSampleSize(ratios: ArrayLike<number>): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < ratios.length; i++) {
    const ratio = ratios[i] as number;
    sum += ratio;
    squares += ratio * ratio;
  }
  return squares === 0 ? 1 : (sum * sum) / (ratios.length * squares);
}

/**
 * One step's metrics from those of its updates: means weighted by tokens, minima of the names that end in _min, maxima of those
 * that end in _max. A metric that only some updates have is averaged over those.
 */
export function mergeMetrics(updates: readonly { metrics: MetricValues; tokens: number }[]): MetricValues {
  const names = new Set(updates.flatMap(({ metrics }) => Object.keys(metrics)));
  return Object.fromEntries(
    [...names].map((name) => {
      const found = updates.flatMap(({ metrics, tokens }) => {
        const value = metrics[name];
        return value === undefined ? [] : [{ value, tokens }];
      });
      const values = found.map(({ value }) => value);
      if (name.endsWith("_min")) return [name, smallest(values)];
      if (name.endsWith("_max")) return [name, largest(values)];
      const tokens = found.reduce((sum, part) => sum + part.tokens, 0);
      if (tokens === 0) return [name, moments(values).mean];
      return [name, found.reduce((sum, part) => sum + (part.value * part.tokens) / tokens, 0)];
    }),
  );
}

/** `prefix` + mean, min, max + `_suffix`; zeros for no values. */
function spread(prefix: string, suffix: string, values: readonly number[]): MetricValues {
  const name = (statistic: string): string => `${prefix}${statistic}${suffix === "" ? "" : `_${suffix}`}`;
  return {
    [name("mean")]: moments(values).mean,
    [name("min")]: values.length === 0 ? 0 : smallest(values),
    [name("max")]: values.length === 0 ? 0 : largest(values),
  };
}

/** Mean and unbiased standard deviation; 0 where there is nothing to take them of. */
function moments(values: ArrayLike<number>): { mean: number; std: number } {
  const all = Array.from(values);
  if (all.length === 0) return { mean: 0, std: 0 };
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  const squares = all.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: all.length < 2 ? 0 : Math.sqrt(squares / (all.length - 1)) };
}

const shareOf = <T>(items: readonly T[], hit: (item: T) => boolean): number =>
  items.length === 0 ? 0 : items.filter(hit).length / items.length;

// Not Math.min(...values): a step can have more tokens than a call can have arguments.
const smallest = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const largest = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
