import type { RunConfig } from "../../rl/config.ts";
import type { Series } from "../../store/series.ts";

/** Steps that "at the start" and "now" are averaged over. */
const WINDOW = 5;
const FEWEST_STEPS = 10;

/**
 * Why a run goes wrong, in words, where the measured values show it; null otherwise. The presets "format first" and "too hot"
 * are made to end here, but any settings may.
 */
export function diagnosis(get: (metric: string) => Series, config: RunConfig): string | null {
  const start = (metric: string): number => mean(get(metric).values.subarray(0, WINDOW));
  const now = (metric: string): number => mean(get(metric).values.subarray(-WINDOW));
  if (get("reward").values.length < FEWEST_STEPS) return null;
  const accuracy = now("rewards/accuracy/mean");

  const errors = now("behaviour/arithmetic_errors");
  const best = bestOf(get("rewards/accuracy/mean").values);
  const grown = errors / start("behaviour/arithmetic_errors");
  const lost = best - accuracy;
  // Several wrong sums in every answer say it as clearly as a deep fall does.
  if ((errors >= 0.3 && grown >= 3 && lost >= 0.1) || (errors >= 1 && grown >= 5 && lost >= 0.05)) {
    const kl = now("kl");
    return (
      `The arithmetic broke: ${errors.toFixed(1)} wrong sums an answer, ${start("behaviour/arithmetic_errors").toFixed(1)} at the start, ` +
      `and training accuracy fell from ${percent(best)} to ${percent(accuracy)}. ` +
      (Number.isFinite(kl) ? `The policy is ${kl.toFixed(1)} nats a token away from the base model. ` : "") +
      `The learning rate is ${config.learningRate}: steps of that size overwrite what the model knew.`
    );
  }

  const [longBefore, long] = [start("completions/mean_length"), now("completions/mean_length")];
  const format = now("rewards/format/mean");
  if (format >= 0.85 && long <= 0.9 * longBefore && accuracy < 0.5) {
    return (
      `The format was won first: ${percent(format)} of the answers are in format, but they shrank from ${Math.round(longBefore)} to ` +
      `${Math.round(long)} tokens and ${percent(accuracy)} are right. Tidy tags around a guess earn ${config.rewardFormat}, ` +
      `a right answer ${config.rewardAccuracy}: thinking was not worth its length.`
    );
  }

  const cut = now("completions/clipped_ratio");
  if (cut > 0.5) {
    return `${percent(cut)} of the answers are cut off at ${config.maxNewTokens} tokens before they end. A higher limit (Longest answer) lets them finish.`;
  }
  return null;
}

/** Highest mean over a window, so that one lucky step is no summit. */
function bestOf(values: Float64Array): number {
  let best = 0;
  for (let end = WINDOW; end <= values.length; end++) best = Math.max(best, mean(values.subarray(end - WINDOW, end)));
  return best;
}

/** NaN of nothing: comparisons with it are false, so what was not measured explains nothing. */
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;
