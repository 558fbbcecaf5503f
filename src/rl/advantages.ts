/**
 * How a completion's reward becomes its advantage. Rows are prompt-major: `groupSize` rows share a prompt.
 *
 * group  (r − mean) / (std + ε), std of the group        GRPO, arXiv 2402.03300, section 4.1.2; TRL scale_rewards "group"
 * none   r − mean                                        Dr. GRPO, arXiv 2503.20783; TRL "none"
 * batch  (r − mean of the group) / (std of the batch + ε)   TRL "batch"
 * mean   (r − mean) / (mean + ε)                         MaxRL, arXiv 2602.02710; TRL "mean"
 * rloo   r − mean of the others                          arXiv 2402.14740
 * opo    r − length-weighted mean                        arXiv 2505.23585
 * passk  best − second best for the best, else 0, / (std + ε)   arXiv 2503.19595
 */
export type AdvantageKind = "group" | "none" | "batch" | "mean" | "rloo" | "opo" | "passk";

export interface AdvantageOptions {
  /** Added to the divisor. Default 1e-4 (TRL); verl uses 1e-6. */
  epsilon?: number;
  /** Divisor of the variance: G − 1 ("unbiased", the default: TRL and verl) or G ("population"). */
  deviation?: "unbiased" | "population";
  /** Tokens of each completion; "opo" needs them. */
  lengths?: ArrayLike<number>;
}

export interface Advantages {
  advantages: Float64Array; // [B]
  means: Float64Array; // [B / groupSize]
  stds: Float64Array; // [B / groupSize], of each group's rewards, 0 for a group of one
  /** All rewards of the group are the same number: it carries no gradient, and its advantages are exactly 0. */
  zeroStd: boolean[]; // [B / groupSize]
}

/**
 * @throws Error when the rewards do not fill whole groups, are not finite, or the kind is not defined on them
 */
export function advantages(
  rewards: ArrayLike<number>,
  groupSize: number,
  kind: AdvantageKind,
  options: AdvantageOptions = {},
): Advantages {
  const epsilon = options.epsilon ?? 1e-4;
  const unbiased = options.deviation !== "population";
  check(rewards, groupSize, kind, options);
  const all = Float64Array.from(rewards);
  const groups = all.length / groupSize;
  const result: Advantages = {
    advantages: new Float64Array(all.length),
    means: new Float64Array(groups),
    stds: new Float64Array(groups),
    zeroStd: [],
  };
  const batchStd = deviation(all, mean(all), unbiased);
  for (let g = 0; g < groups; g++) {
    const start = g * groupSize;
    const group = all.subarray(start, start + groupSize);
    const center = mean(group);
    const std = deviation(group, center, unbiased);
    result.means[g] = center;
    result.stds[g] = std;
    // By exact equality: a computed deviation of equal numbers may be 1e-17 instead of 0, and 1e-17 / ε would be a gradient.
    const same = group.every((reward) => reward === group[0]);
    result.zeroStd.push(same);
    if (same) continue;
    result.advantages.set(groupAdvantages(), start);

    function groupAdvantages(): Float64Array {
      switch (kind) {
        case "group":
          return group.map((r) => (r - center) / (std + epsilon));
        case "none":
          return group.map((r) => r - center);
        case "batch":
          return group.map((r) => (r - center) / (batchStd + epsilon));
        case "mean":
          return group.map((r) => (r - center) / (center + epsilon));
        case "rloo":
          return group.map((r) => ((r - center) * groupSize) / (groupSize - 1));
        case "opo": {
          const lengths = Float64Array.from(group, (_, i) => options.lengths?.[start + i] ?? 0);
          const baseline = sum(group.map((r, i) => r * at(lengths, i))) / sum(lengths);
          return group.map((r) => r - baseline);
        }
        case "passk": {
          const best = group.reduce((top, r, i) => (r > at(group, top) ? i : top), 0);
          const second = Math.max(...group.filter((_, i) => i !== best));
          return group.map((r, i) => (i === best ? (r - second) / (std + epsilon) : 0));
        }
      }
    }
  }
  return result;
}

function check(rewards: ArrayLike<number>, groupSize: number, kind: AdvantageKind, options: AdvantageOptions): void {
  if (!Number.isInteger(groupSize) || groupSize < 1) {
    throw new Error(`advantages: expected a group size of 1 or more, got ${groupSize}`);
  }
  if (rewards.length % groupSize !== 0) {
    throw new Error(
      `advantages: expected a multiple of the group size ${groupSize} as number of rewards, got ${rewards.length}`,
    );
  }
  if ((kind === "rloo" || kind === "passk") && groupSize < 2) {
    throw new Error(`advantages: expected groups of 2 or more for ${kind}, got ${groupSize}`);
  }
  if (kind === "opo" && options.lengths?.length !== rewards.length) {
    throw new Error(`advantages: expected ${rewards.length} lengths for opo, got ${options.lengths?.length ?? "none"}`);
  }
  for (let i = 0; i < rewards.length; i++) {
    if (!Number.isFinite(rewards[i]))
      throw new Error(`advantages: expected a finite reward at ${i}, got ${rewards[i]}`);
  }
}

const at = (values: Float64Array, i: number): number => values[i] ?? Number.NaN;
const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
const mean = (values: Float64Array): number => (values.length === 0 ? 0 : sum(values) / values.length);

function deviation(values: Float64Array, center: number, unbiased: boolean): number {
  const divisor = values.length - (unbiased ? 1 : 0);
  return divisor < 1 ? 0 : Math.sqrt(sum(values.map((v) => (v - center) ** 2)) / divisor);
}
