import type { Policy } from "../../src/engine/policy.ts";
import type { Metrics } from "../../src/protocol/messages.ts";
import { DEFAULT_CONFIG } from "../../src/rl/config.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { median } from "./measure.ts";

/** Phases of a step, and the metric of the trainer that each comes from. */
const PHASES = {
  prefill: "timing/prefill",
  decode: "timing/decode",
  reward: "timing/reward",
  logProbs: "timing/log_probs",
  forward: "timing/forward",
  backward: "timing/backward",
  optimizer: "timing/optimizer",
  readBack: "timing/read_back",
  idle: "timing/idle",
} as const;

export type StepPhase = keyof typeof PHASES;

export interface StepProfile {
  prompts: number;
  group: number;
  /** Timed steps; those before are not counted. */
  steps: number;
  /** Medians over the timed steps. */
  step_seconds: number;
  sampled_tokens: number;
  /** Seconds: medians; shares: of the sum of these. */
  phases: Record<StepPhase, { seconds: number; share: number }>;
}

const WARM_UP = 1;

/** Where the time of one training step goes: the trainer itself on the default recipe, as the page runs it. */
export async function profileStep(
  policy: Policy,
  { prompts, group, steps }: { prompts: number; group: number; steps: number },
  progress: (text: string) => void,
): Promise<StepProfile> {
  const config = { ...DEFAULT_CONFIG, prompts, groupSize: group, steps: WARM_UP + steps };
  const trainer = new Trainer(policy, config);
  const records: Metrics[] = [];
  for (let i = 0; i < WARM_UP + steps; i++) {
    progress(i < WARM_UP ? "warming up" : `step ${i - WARM_UP + 1} of ${steps}`);
    const { record } = await trainer.step();
    if (i >= WARM_UP) records.push(record.metrics);
  }
  const middle = (name: string): number => median(records.map((metrics) => metrics[name] ?? 0));
  const total = Object.values(PHASES).reduce((sum, name) => sum + middle(name), 0);
  const phase = (name: StepPhase): { seconds: number; share: number } => {
    const seconds = middle(PHASES[name]);
    return { seconds, share: seconds / total };
  };
  return {
    prompts,
    group,
    steps,
    step_seconds: middle("step_time"),
    sampled_tokens: prompts * group * middle("completions/mean_length"),
    phases: {
      prefill: phase("prefill"),
      decode: phase("decode"),
      reward: phase("reward"),
      logProbs: phase("logProbs"),
      forward: phase("forward"),
      backward: phase("backward"),
      optimizer: phase("optimizer"),
      readBack: phase("readBack"),
      idle: phase("idle"),
    },
  };
}
