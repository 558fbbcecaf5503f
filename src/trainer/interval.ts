const Z = 1.96;

/** Estimate of a mean over problems (or over levels): its value, the variance of that value, and how many problems made it. */
export interface Estimate {
  value: number;
  variance: number;
  n: number;
}

/** Mean of one value per problem; problems are the sampling unit, however many completions each has. */
export function meanOf(values: readonly number[]): Estimate {
  const n = values.length;
  if (n === 0) throw new Error("meanOf: expected at least one value, got none");
  const value = values.reduce((a, b) => a + b, 0) / n;
  const squares = values.reduce((sum, x) => sum + (x - value) ** 2, 0);
  return { value, variance: n > 1 ? squares / (n - 1) / n : 0, n };
}

/** Unweighted mean of independent estimates. */
export function meanOfEstimates(estimates: readonly Estimate[]): Estimate {
  const k = estimates.length;
  if (k === 0) throw new Error("meanOfEstimates: expected at least one estimate, got none");
  return {
    value: estimates.reduce((sum, e) => sum + e.value, 0) / k,
    variance: estimates.reduce((sum, e) => sum + e.variance, 0) / k ** 2,
    n: estimates.reduce((sum, e) => sum + e.n, 0),
  };
}

/**
 * 95 % interval of a rate: Wilson's, with the effective sample size p(1 - p)/variance, so that it knows about clustering by
 * problem and stays within [0, 1]. Where nothing varied, the number of problems is the sample size.
 * Source: Wilson 1927; effective size as for complex surveys (Korn and Graubard 1998).
 */
export function rateInterval({ value: p, variance, n: problems }: Estimate): [number, number] {
  const n = variance > 0 && p > 0 && p < 1 ? (p * (1 - p)) / variance : problems;
  const centre = (p + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z / (1 + Z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2));
  return [Math.max(0, Math.min(p, centre - half)), Math.min(1, Math.max(p, centre + half))];
}

/** 95 % interval of a mean without bounds, normal approximation. */
export const meanInterval = ({ value, variance }: Estimate): [number, number] => {
  const half = Z * Math.sqrt(variance);
  return [value - half, value + half];
};
