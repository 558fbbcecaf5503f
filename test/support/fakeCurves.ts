import type { Evaluation, GroupView, LevelScores, Metrics } from "../../src/protocol/messages.ts";
import { Rng } from "../../src/lib/rng.ts";
import type { RunConfig } from "../../src/rl/config.ts";
import { fakeCompletion, FAKE_PROBLEM, FAKE_PROMPT, FAKE_TRACES } from "./fakeTraces.ts";

/** TEST ONLY: made-up curves for the fake trainer. Nothing here is a measurement. */

/** Rises quickly, then settles: 0 at step 0, near 1 at step 60. */
const rise = (step: number): number => 1 - Math.exp(-step / 16);

export function fakeMetrics(config: RunConfig, step: number): Metrics {
  const rng = Rng.of(config.seed, "fake", step);
  const noise = (size: number): number => (rng.float() - 0.5) * 2 * size;
  const accuracy = 0.17 + 0.57 * rise(step) + noise(0.07);
  const format = 0.5 + 0.45 * rise(step) + noise(0.03);
  const reflection = 0.22 + 0.38 * rise(step) + noise(0.06);
  return {
    reward: config.rewardAccuracy * accuracy + config.rewardFormat * format,
    reward_std: 0.45 - 0.1 * rise(step),
    "rewards/accuracy/mean": accuracy,
    "rewards/format/mean": format,
    "completions/mean_length": 24 + 23 * rise(step * 3) + noise(4),
    "completions/clipped_ratio": 0.02 + 0.02 * rise(step) + Math.abs(noise(0.02)),
    "behaviour/reflection_rate": reflection,
    "behaviour/aha_rate": Math.max(0, reflection * 0.45 - 0.05),
    "behaviour/superficial_rate": reflection * 0.3,
    "language/consistency": 0.78 + 0.14 * rise(step) + noise(0.02),
    "behaviour/arithmetic_errors": 0.03 + Math.abs(noise(0.02)),
    entropy: 0.38 - 0.2 * rise(step / 2) + noise(0.015),
    kl: 0.15 * rise(step / 2) + Math.abs(noise(0.02)),
    "clip_ratio/low_mean": 0.004 + Math.abs(noise(0.003)),
    "clip_ratio/high_mean": 0.003 + Math.abs(noise(0.003)),
    "clip_ratio/region_mean": 0.008 + Math.abs(noise(0.004)),
    frac_reward_zero_std: 0.02 + 0.2 * rise(step / 2) + Math.abs(noise(0.04)),
    "groups/all_right": 0.18 * rise(step / 2) + Math.abs(noise(0.03)),
    "groups/all_wrong": 0.02 + Math.abs(noise(0.02)),
    grad_norm: 0.4 + Math.abs(noise(0.2)),
    num_tokens: 9_000 * step,
    step_time: 0.9,
    "timing/prefill": 0.02,
    "timing/decode": 0.26 + noise(0.02),
    "timing/reward": 0.015,
    "timing/log_probs": 0.06,
    "timing/forward": 0.14 + noise(0.01),
    "timing/backward": 0.31 + noise(0.02),
    "timing/optimizer": 0.025,
    "timing/read_back": 0.03,
    "timing/idle": 0.04,
  };
}

export function fakeEvaluation(config: RunConfig, step: number): Evaluation {
  const samples = config.evalSamples;
  const scores = (offset: number, n: number): LevelScores => {
    const pass = Math.min(0.97, 0.166 + 0.54 * rise(step) + offset);
    const vote = Math.min(0.98, pass + 0.3 - 0.16 * rise(step));
    return {
      n,
      "pass@1": pass,
      "pass@1_ci": [pass - 0.06, pass + 0.06],
      [`cons@${samples}`]: vote,
      [`cons@${samples}_ci`]: [vote - 0.08, vote + 0.07],
      [`pass@${samples}`]: Math.min(1, vote + 0.1),
      format: 0.5 + 0.45 * rise(step),
      mean_length: 24 + 23 * rise(step * 3),
      mean_length_ci: [23, 50],
      reflection_rate: 0.22 + 0.38 * rise(step),
      aha_rate: 0.05 + 0.2 * rise(step),
    };
  };
  const n = config.evalProblems;
  return {
    step,
    samples,
    seed: config.seed,
    levels: { "countdown-3": scores(0.1, n), "countdown-4": scores(-0.08, n), equation: scores(0.02, n) },
    mean: scores(0, n * 3),
  };
}

export function fakeGroups(config: RunConfig, step: number): GroupView[] {
  return Array.from({ length: Math.min(4, config.prompts) }, (_, index) => {
    const rng = Rng.of(config.seed, "fake-group", step, index);
    const chosen = Array.from({ length: config.groupSize }, () =>
      fakeCompletion(Math.min(FAKE_TRACES.length - 1, Math.floor(rng.float() * FAKE_TRACES.length))),
    );
    const rewards = chosen.map(
      ({ correct, format }) => (correct ? config.rewardAccuracy : 0) + (format ? config.rewardFormat : 0),
    );
    const meanReward = rewards.reduce((a, b) => a + b, 0) / rewards.length;
    const stdReward = Math.sqrt(
      rewards.reduce((sum, r) => sum + (r - meanReward) ** 2, 0) / Math.max(1, rewards.length - 1),
    );
    return {
      step,
      index,
      promptCount: config.prompts,
      problem: FAKE_PROBLEM,
      prompt: FAKE_PROMPT,
      level: "equation",
      meanReward,
      stdReward,
      completions: chosen.map((completion, i) => {
        const reward = rewards[i] ?? 0;
        const oldLogProbs = completion.tokens.map(() => -3 * rng.float() ** 4);
        const logProbs = oldLogProbs.map((value) => value + (rng.float() - 0.5) * 0.1);
        return {
          ...completion,
          reward,
          advantage: (reward - meanReward) / (stdReward + 1e-4),
          rewardParts: {
            accuracy: completion.correct ? config.rewardAccuracy : 0,
            format: completion.format ? config.rewardFormat : 0,
          },
          oldLogProbs,
          logProbs,
          entropies: oldLogProbs.map((value) => Math.min(2, -value)),
          ratios: logProbs.map((value, t) => Math.exp(value - (oldLogProbs[t] ?? 0))),
          clipped: oldLogProbs.map(() => 0),
          kl: oldLogProbs.map(() => rng.float() ** 3 * 0.2),
          logProbChange: oldLogProbs.map(() => (rng.float() - 0.5) * 0.4),
        };
      }),
    };
  });
}
