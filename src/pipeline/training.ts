import type { ModelShape, Policy, Weights } from "../engine/policy.ts";
import type { SavedRun, StepRecord } from "../protocol/messages.ts";
import type { RunConfig } from "../rl/config.ts";
import { checkedConfig } from "../trainer/configError.ts";
import { decodeOptimizer, encodeOptimizer } from "../trainer/checkpoint/optimizerFile.ts";
import { decodeSafetensors, encodeSafetensors } from "../trainer/checkpoint/safetensors.ts";
import { NonFiniteError } from "../trainer/nonFiniteError.ts";
import { restoreRun, saveRun } from "../trainer/savedRun.ts";
import type { StepHooks } from "../trainer/stepHooks.ts";
import { Trainer, type TrainerOptions } from "../trainer/trainer.ts";
import { BEGIN_AGAIN, packBundle, SAVE_EVERY, unpackBundle } from "./bundle.ts";
import { withPolicy } from "./checkpoints.ts";
import type { StageContext } from "./context.ts";

/** Steps in a row that may be refused before a run is given up. */
const MOST_FAILURES = 5;
/** What a trained token costs, in tokens read: forward, and backward twice that. */
export const TRAINED = 3;

interface Start {
  shape: ModelShape;
  weights: Weights;
}

/** Something that trains by steps and can go on from its progress: SftTrainer and the trainers of reward models, Pretrainer. */
interface Tuner<Progress> {
  readonly finished: boolean;
  readonly loss: number;
  progress: Progress & { step: number; tokens: number };
  step(): Promise<{ tokens: number }>;
}

/**
 * Trains to the end, saving now and then under the part's name, and going on from there.
 *
 * @param make the trainer, new or with the progress of an earlier one
 * @param share how far it is, 0…1
 */
export async function tune<Progress>(
  context: StageContext,
  part: string,
  start: Start,
  make: (policy: Policy, progress?: Progress & { step: number; tokens: number }) => Tuner<Progress>,
  share: (tuner: Tuner<Progress>) => number,
): Promise<{ weights: Weights; loss: number; tokens: number }> {
  const { store, clock } = context;
  const file = `${context.folder(context.stage)}/state/${part}.bin`;
  const bytes = await store.read(file);
  const saved = bytes === null ? null : readTuneState<Progress>(bytes, file);
  const began = performance.now();
  const result = await withPolicy(context, saved ? { ...start, weights: saved.weights } : start, async (policy) => {
    if (saved) await policy.importOptimizer(saved.optimizer);
    const tuner = make(policy, saved?.meta.progress);
    let lastSave = performance.now();
    const save = async (): Promise<void> => {
      const seconds = (saved?.meta.seconds ?? 0) + (performance.now() - began) / 1000;
      const meta: TuneMeta<Progress> = { progress: tuner.progress, seconds };
      const files = {
        weights: encodeSafetensors(await policy.exportWeights("policy"), {}, "F32"),
        optimizer: encodeOptimizer(await policy.exportOptimizer()),
      };
      await store.write(file, packBundle({ meta, files }));
      lastSave = performance.now();
    };
    while (!tuner.finished) {
      await tuner.step();
      const { step, tokens } = tuner.progress;
      clock.at(share(tuner), `${part}: step ${step}, ${tokens} tokens, loss ${tuner.loss.toFixed(3)}`);
      await savingOnStop(context, save);
      if (performance.now() - lastSave > SAVE_EVERY) await save();
    }
    return { weights: await policy.exportWeights("policy"), loss: tuner.loss, tokens: tuner.progress.tokens };
  });
  context.cost.trainedTokens += result.tokens;
  context.cost.seconds += (saved?.meta.seconds ?? 0) + (performance.now() - began) / 1000;
  return result;
}

interface TuneMeta<Progress> {
  progress: Progress & { step: number; tokens: number };
  /** Spent so far. */
  seconds: number;
}

function readTuneState<Progress>(bytes: Uint8Array, where: string) {
  const { meta, files } = unpackBundle(bytes, where);
  const { weights, optimizer } = files;
  if (weights === undefined || optimizer === undefined || !hasParts(meta, "progress", "seconds"))
    throw new Error(`${where}: expected the state of a fine-tuning, got something else (${BEGIN_AGAIN})`);
  return {
    weights: decodeSafetensors(weights, `${where}: weights`).weights,
    optimizer: decodeOptimizer(optimizer, `${where}: optimizer`),
    meta: meta as TuneMeta<Progress>,
  };
}

export interface RlOutcome {
  weights: Weights;
  history: StepRecord[];
  sampledTokens: number;
  trainedTokens: number;
}

/**
 * A GRPO run to its last step, saving now and then under the part's name and going on from there.
 *
 * @param options.judge reward models, as the trainer takes them
 * @param options.afterStep may look at the policy after a step, e.g. to measure it or keep its weights; called once to its end for
 *   each step that was not refused, whatever was interrupted
 * @param options.budget tokens, sampled ones and {@link TRAINED} times the trained ones; the run ends with the step that reaches it
 */
export async function reinforce(
  context: StageContext,
  part: string,
  start: Start,
  config: RunConfig,
  options: {
    judge?: TrainerOptions["judge"];
    afterStep?: (policy: Policy, step: number) => Promise<void>;
    budget?: number;
  } = {},
): Promise<RlOutcome> {
  const { store, clock } = context;
  checkedConfig(config, `stage ${context.stage}: settings`);
  const file = `${context.folder(context.stage)}/state/${part}.bin`;
  const bytes = await store.read(file);
  const saved = bytes === null ? null : readRun(bytes, file);
  let { looked, lookTokens } = saved ?? { looked: 0, lookTokens: 0 };
  const began = performance.now();
  const outcome = await withPolicy(context, start, async (policy) => {
    const hooks: StepHooks = { pausePoint: () => context.pausePoint(), onProgress: () => {} };
    const common = { hooks, shownGroups: 0, ...(options.judge && { judge: options.judge }) };
    if (saved === null) await policy.importWeights("reference", start.weights);
    const trainer = saved
      ? await restoreRun(policy, { ...saved.run, config }, common)
      : new Trainer(policy, config, common);
    let lastSave = performance.now();
    const save = async (): Promise<void> => {
      const { weights, reference, optimizer, ...run } = await saveRun(trainer, part, 0);
      const seconds = (saved?.seconds ?? 0) + (performance.now() - began) / 1000;
      const meta: RunMeta = { run, seconds, looked, lookTokens };
      await store.write(file, packBundle({ meta, files: { weights, reference, optimizer } }));
      lastSave = performance.now();
    };
    const look = async (): Promise<void> => {
      const before = context.cost.sampledTokens;
      await options.afterStep?.(policy, trainer.progress.step);
      lookTokens += context.cost.sampledTokens - before;
      looked = trainer.progress.step;
    };
    let failures = 0;
    /** Of the steps and of the budget, whichever has more behind it. */
    const share = (): number => {
      const { sampled, trained } = tokensOf(trainer.progress.history, config);
      const spent = options.budget === undefined ? 0 : (sampled + TRAINED * trained) / options.budget;
      return Math.min(1, Math.max(spent, trainer.progress.step / config.steps));
    };
    while (share() < 1 || looked < trainer.progress.step) {
      try {
        // A look that was interrupted comes before the next step.
        if (looked === trainer.progress.step) await trainer.step();
        failures = 0;
        await look();
        const record = trainer.progress.history.at(-1);
        if (record)
          clock.at(
            share(),
            `${part}: ${stepSentence(record, options.budget === undefined ? config.steps : null)}`,
            record,
          );
      } catch (error) {
        if (!(error instanceof NonFiniteError)) {
          await save();
          throw error;
        }
        if (++failures > MOST_FAILURES) throw error;
        looked = trainer.progress.step;
      }
      await savingOnStop(context, save);
      if (performance.now() - lastSave > SAVE_EVERY) await save();
    }
    const { weights } = await trainer.state();
    await save();
    return { weights, history: trainer.progress.history };
  });
  const { sampled: sampledTokens, trained: trainedTokens } = tokensOf(outcome.history, config);
  // The looks of this time have counted their own.
  context.cost.sampledTokens += sampledTokens + (saved?.lookTokens ?? 0);
  context.cost.trainedTokens += trainedTokens;
  context.cost.seconds += (saved?.seconds ?? 0) + (performance.now() - began) / 1000;
  return { ...outcome, sampledTokens, trainedTokens };
}

/** Sampled: mean length times completions of each step. Trained: prompts included, every pass. */
function tokensOf(
  history: readonly StepRecord[],
  { prompts, groupSize, passes }: RunConfig,
): { sampled: number; trained: number } {
  const lengths = history.map(({ metrics }) => metrics["completions/mean_length"] ?? 0);
  const sampled = Math.round(lengths.reduce((sum, length) => sum + length * prompts * groupSize, 0));
  return { sampled, trained: (history.at(-1)?.metrics["num_tokens"] ?? 0) * passes };
}

/** @param steps of the whole run; null where nobody knows */
function stepSentence({ step, metrics }: StepRecord, steps: number | null): string {
  const accuracy = metrics["rewards/accuracy/mean"];
  const length = metrics["completions/mean_length"];
  const right = accuracy === undefined ? "" : `, ${Math.round(100 * accuracy)} % right`;
  const of = steps === null ? "" : ` of ${steps}`;
  return `step ${step}${of}${right}${length === undefined ? "" : `, ${length.toFixed(0)} tokens an answer`}`;
}

/** Lets a stop through only after saving. */
async function savingOnStop(context: StageContext, save: () => Promise<void>): Promise<void> {
  try {
    await context.pausePoint();
  } catch (error) {
    await save();
    throw error;
  }
}

interface RunMeta {
  run: Omit<SavedRun, "weights" | "reference" | "optimizer">;
  /** Spent so far. */
  seconds: number;
  /** The last step that afterStep has seen, and the tokens that its looks sampled. */
  looked: number;
  lookTokens: number;
}

function readRun(bytes: Uint8Array, where: string): Omit<RunMeta, "run"> & { run: SavedRun } {
  const { meta, files } = unpackBundle(bytes, where);
  const { weights, reference, optimizer } = files;
  if (
    weights === undefined ||
    reference === undefined ||
    optimizer === undefined ||
    !hasParts(meta, "run", "seconds")
  ) {
    throw new Error(`${where}: expected the state of a GRPO run, got something else (${BEGIN_AGAIN})`);
  }
  const { run, seconds, looked = run.step, lookTokens = 0 } = meta as RunMeta;
  return { run: { ...run, weights, reference, optimizer }, seconds, looked, lookTokens };
}

/** What a state says of itself; what is in its parts is checked where they are used. */
const hasParts = (meta: unknown, part: string, number: string): boolean =>
  typeof meta === "object" &&
  meta !== null &&
  Object.entries(meta).some(([name, value]) => name === part && typeof value === "object" && value !== null) &&
  Object.entries(meta).some(([name, value]) => name === number && typeof value === "number");
