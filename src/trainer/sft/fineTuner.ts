import type { Policy } from "../../engine/policy.ts";
import type { SftSettings } from "../../protocol/pipeline.ts";
import type { ItemSize } from "./cutBatches.ts";
import { epochBatches } from "./epochBatches.ts";
import type { FineTuneObjective } from "./fineTuneObjective.ts";
import { sftRate } from "./sftRate.ts";

/** Where a run stands, apart from weights and optimiser; JSON. */
export interface FineTuneProgress {
  step: number;
  /** Tokens read so far, prompts included. */
  tokens: number;
  /** The next batch: its epoch and its index within. */
  epoch: number;
  batch: number;
  /** Exponential mean of the loss (decay 0.99) and the weight it has gathered; loss = sum / weight. */
  lossSum: number;
  lossWeight: number;
}

const START: FineTuneProgress = { step: 0, tokens: 0, epoch: 0, batch: 0, lossSum: 0, lossWeight: 0 };
const LOSS_DECAY = 0.99;
const ADAMW = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.05, maxGradNorm: 1 } as const;

/**
 * Trains a policy on a fixed list of examples for some epochs. The same examples and settings give the same batches and rates
 * wherever a run is interrupted, so that weights + optimiser + progress resume exactly.
 */
export class FineTuner<Item> {
  progress: FineTuneProgress;
  /** Updates of the whole run. */
  readonly totalSteps: number;
  private readonly sizes: ItemSize[];
  /** Batches in each epoch. */
  private readonly counts: number[];
  private current: { epoch: number; batches: number[][] } | null = null;

  /** @throws naming a setting that cannot be, an example without a completion, or that there are no examples */
  constructor(
    private readonly policy: Policy,
    private readonly objective: FineTuneObjective<Item>,
    private readonly items: readonly Item[],
    private readonly settings: SftSettings & { seed: number },
    progress: FineTuneProgress = START,
  ) {
    this.check();
    this.progress = { ...progress };
    this.sizes = items.map((item) => this.sizeOf(item));
    const { seed, epochs, batchTokens } = settings;
    this.counts = Array.from({ length: epochs }, (_, e) => epochBatches(this.sizes, seed, e, batchTokens).length);
    this.totalSteps = this.counts.reduce((sum, count) => sum + count, 0);
  }

  get finished(): boolean {
    return this.progress.step >= this.totalSteps;
  }

  /** Smoothed loss; NaN before the first step. */
  get loss(): number {
    return this.progress.lossSum / this.progress.lossWeight;
  }

  /**
   * One update.
   * @returns the batch's loss, the gradient's norm before clipping, tokens read, prompts included
   * @throws when the loss or a gradient is not finite, or the run is finished; nothing was applied then
   */
  async step(): Promise<{ loss: number; gradNorm: number; tokens: number }> {
    const where = `${this.objective.name}, step ${this.progress.step + 1}`;
    const batch = this.nextBatch(where);
    const sequences = batch.flatMap((item) => this.objective.sequences(item));
    const { logProbs } = await this.policy.forward(sequences, { temperature: 1, keep: true });
    const { loss, dLogProbs } = this.objective.loss(logProbs, batch);
    if (!Number.isFinite(loss)) throw new Error(`${where}: expected a finite loss, got ${loss}`);
    await this.policy.backward(dLogProbs);
    const learningRate = sftRate(this.settings.learningRate, this.progress.step, this.totalSteps);
    const { gradNorm, applied, culprit } = await this.policy.optimizerStep({ ...ADAMW, learningRate });
    if (!applied) throw new Error(`${where}: expected a finite gradient of ${culprit}, got norm ${gradNorm}`);
    const tokens = sequences.reduce((sum, { prompt, completion }) => sum + prompt.length + completion.length, 0);
    this.advance(tokens, loss);
    return { loss, gradNorm, tokens };
  }

  private nextBatch(where: string): Item[] {
    const { epoch, batch } = this.progress;
    if (this.finished)
      throw new Error(`${where}: expected a run that is not finished, got all ${this.totalSteps} steps done`);
    if (this.current?.epoch !== epoch) {
      const { seed, batchTokens } = this.settings;
      this.current = { epoch, batches: epochBatches(this.sizes, seed, epoch, batchTokens) };
    }
    const indices = this.current.batches[batch];
    if (indices === undefined) throw new Error(`${where}: expected a batch ${batch} in epoch ${epoch}, got none`);
    return indices.flatMap((index) => this.items.slice(index, index + 1));
  }

  private advance(tokens: number, loss: number): void {
    const { progress } = this;
    progress.step++;
    progress.tokens += tokens;
    progress.batch++;
    if (progress.batch === this.counts[progress.epoch]) {
      progress.epoch++;
      progress.batch = 0;
    }
    progress.lossSum = LOSS_DECAY * progress.lossSum + (1 - LOSS_DECAY) * loss;
    progress.lossWeight = LOSS_DECAY * progress.lossWeight + (1 - LOSS_DECAY);
  }

  private sizeOf(item: Item): ItemSize {
    const sequences = this.objective.sequences(item);
    const tokens = sequences.map(({ prompt, completion }) => prompt.length + completion.length);
    return { rows: sequences.length, tokens: Math.max(...tokens) };
  }

  private check(): void {
    const { name } = this.objective;
    const { epochs, learningRate, batchTokens } = this.settings;
    for (const [setting, value] of Object.entries({ epochs, batchTokens })) {
      if (!(Number.isInteger(value) && value > 0)) {
        throw new Error(`${name}: ${setting}: expected a positive whole number, got ${value}`);
      }
    }
    if (!(learningRate > 0 && Number.isFinite(learningRate))) {
      throw new Error(`${name}: learningRate: expected a positive number, got ${learningRate}`);
    }
    if (this.items.length === 0) throw new Error(`${name}: expected at least one example, got none`);
    for (const [i, item] of this.items.entries()) {
      for (const { prompt, completion } of this.objective.sequences(item)) {
        if (prompt.length > 0 && completion.length > 0) continue;
        const what = prompt.length === 0 ? "prompt" : "completion";
        throw new Error(`${name}: example ${i}: expected a ${what} of at least one token, got none`);
      }
    }
  }
}
