import type { Policy, Sequence } from "../../engine/policy.ts";
import type { WorldId } from "../../world/worlds.ts";
import { corpusBatches } from "./corpusBatches.ts";

export interface PretrainSettings {
  /** What the corpus is about. */
  world: WorldId;
  /** Budget, counting every token of every document. */
  tokens: number;
  seed: number;
  /** Peak, after the warm-up. */
  learningRate: number;
  /** Upper bound on rows × longest row of a batch. */
  batchTokens: number;
}

/** Where a run stands, apart from weights and optimiser; JSON. */
export interface PretrainProgress {
  step: number;
  tokens: number;
  /** The next batch: index of its pool and its index within. */
  pool: number;
  batch: number;
  /** Exponential mean of the loss (decay 0.99) and the weight it has gathered; loss = sum / weight. */
  lossSum: number;
  lossWeight: number;
}

const START: PretrainProgress = { step: 0, tokens: 0, pool: 0, batch: 0, lossSum: 0, lossWeight: 0 };
const MOST_WARMUP_STEPS = 100;
const WARMUP_SHARE = 0.1;
const LAST_RATE = 0.05;
const LOSS_DECAY = 0.99;
const ADAMW = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.05, maxGradNorm: 1 } as const;

/**
 * Warm-up over 100 steps, or a tenth of a shorter budget (else a small try-out would be all warm-up and learn nothing), times a
 * cosine over the token budget that ends at 5 % of the peak.
 */
export function pretrainRate(settings: PretrainSettings, step: number, tokens: number): number {
  const budgetSteps = settings.tokens / settings.batchTokens;
  const warmup = Math.min(1, (step + 1) / Math.min(MOST_WARMUP_STEPS, Math.ceil(WARMUP_SHARE * budgetSteps)));
  const cosine = 0.5 * (1 + Math.cos((Math.PI * tokens) / settings.tokens));
  return settings.learningRate * warmup * (cosine * (1 - LAST_RATE) + LAST_RATE);
}

/**
 * Next-token training of a policy on the base corpus. The same settings give the same batches and rates wherever a run is
 * interrupted, so that weights + optimiser + progress resume exactly.
 */
export class Pretrainer {
  progress: PretrainProgress;
  private pool: { index: number; batches: Sequence[][] } | null = null;

  constructor(
    private readonly policy: Policy,
    private readonly settings: PretrainSettings,
    progress: PretrainProgress = START,
  ) {
    this.progress = { ...progress };
  }

  get finished(): boolean {
    return this.progress.tokens >= this.settings.tokens;
  }

  /** Smoothed loss in nats a token; NaN before the first step. */
  get loss(): number {
    return this.progress.lossSum / this.progress.lossWeight;
  }

  /**
   * One update.
   * @returns mean loss over the batch's predicted tokens, gradient norm before clipping, tokens of the batch
   * @throws when the loss or a gradient is not finite; nothing was applied then
   */
  async step(): Promise<{ loss: number; gradNorm: number; tokens: number }> {
    const { step, tokens } = this.progress;
    const batch = this.nextBatch();
    const { logProbs } = await this.policy.forward(batch, { temperature: 1, keep: true });
    const loss = -logProbs.reduce((sum, logProb) => sum + logProb, 0) / logProbs.length;
    if (!Number.isFinite(loss)) throw new Error(`pre-training step ${step + 1}: expected a finite loss, got ${loss}`);
    await this.policy.backward(new Float32Array(logProbs.length).fill(-1 / logProbs.length));
    const learningRate = pretrainRate(this.settings, step, tokens);
    const { gradNorm, applied, culprit } = await this.policy.optimizerStep({ ...ADAMW, learningRate });
    if (!applied) {
      throw new Error(`pre-training step ${step + 1}: expected a finite gradient of ${culprit}, got norm ${gradNorm}`);
    }
    const batchTokens = logProbs.length + batch.length;
    this.advance(batchTokens, loss);
    return { loss, gradNorm, tokens: batchTokens };
  }

  private nextBatch(): Sequence[] {
    const { pool, batch } = this.progress;
    if (this.pool?.index !== pool) {
      const { world, seed, batchTokens } = this.settings;
      this.pool = { index: pool, batches: corpusBatches(world, seed, pool, batchTokens) };
    }
    const found = this.pool.batches[batch];
    if (found === undefined) throw new Error(`pre-training: expected a batch ${batch} in pool ${pool}, got none`);
    return found;
  }

  private advance(tokens: number, loss: number): void {
    const { progress } = this;
    progress.step++;
    progress.tokens += tokens;
    progress.batch++;
    if (progress.batch === this.pool?.batches.length) {
      progress.pool++;
      progress.batch = 0;
    }
    progress.lossSum = LOSS_DECAY * progress.lossSum + (1 - LOSS_DECAY) * loss;
    progress.lossWeight = LOSS_DECAY * progress.lossWeight + (1 - LOSS_DECAY);
  }
}
