import type { StepRecord } from "../protocol/messages.ts";
import { parseConfig, type RunConfig } from "../rl/config.ts";
import type { Checkpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import { ensureCheckpoint } from "./checkpoints.ts";
import { readJson, remembered, type StageContext } from "./context.ts";
import { reinforce } from "./training.ts";

/** Metrics of a step that reports keep. */
const KEPT = [
  "reward",
  "rewards/accuracy/mean",
  "rewards/format/mean",
  "rewards/language/mean",
  "rewards/helpful/mean",
  "rewards/harmless/mean",
  "completions/mean_length",
  "completions/clipped_ratio",
  "language/consistency",
  "entropy",
  "kl",
  "grad_norm",
  "behaviour/aha_rate",
  "behaviour/superficial_rate",
  "behaviour/reflection_rate",
];

/** The stage's checkpoint of that name, made by GRPO from another one, with the run's history. */
export async function rlCheckpoint(
  context: StageContext,
  name: string,
  start: Checkpoint,
  settings: Partial<RunConfig>,
  options: Parameters<typeof reinforce>[4] & { seed?: number } = {},
): Promise<{ checkpoint: Checkpoint; history: StepRecord[] }> {
  const config = parseConfig(
    { ...settings, seed: options.seed ?? context.settings.seed },
    `settings of stage ${context.stage}`,
  );
  const checkpoint = await ensureCheckpoint(context, name, async () => {
    const { weights, trainedTokens, history } = await reinforce(context, name, start, config, options);
    await remembered(context, `history-${name}`, async () => history.map(compact));
    return { shape: start.shape, weights, tokens: trainedTokens, loss: null, parent: start.info.name };
  });
  return { checkpoint, history: (await readJson<StepRecord[]>(context, `history-${name}`)) ?? [] };
}

function compact({ step, metrics }: StepRecord): StepRecord {
  const kept = Object.entries(metrics)
    .filter(([name]) => KEPT.includes(name) || name.startsWith("accuracy/"))
    .map(([name, value]) => [name, Number(value.toPrecision(5))] as const);
  return { step, metrics: Object.fromEntries(kept) };
}
