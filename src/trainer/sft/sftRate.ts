const MOST_WARMUP_STEPS = 100;
const WARMUP_SHARE = 0.1;
const LAST_RATE = 0.1;

/**
 * Warm-up over a tenth of the run, at most 100 steps, then a cosine that ends at 10 % of the peak in the last step.
 *
 * @param step from 0
 */
export function sftRate(learningRate: number, step: number, totalSteps: number): number {
  const warmup = Math.min(MOST_WARMUP_STEPS, Math.ceil(WARMUP_SHARE * totalSteps));
  if (step + 1 < warmup) return (learningRate * (step + 1)) / warmup;
  const done = Math.min(1, (step + 1 - warmup) / Math.max(1, totalSteps - warmup));
  const cosine = 0.5 * (1 + Math.cos(Math.PI * done));
  return learningRate * (cosine * (1 - LAST_RATE) + LAST_RATE);
}
