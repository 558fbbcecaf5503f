import type { BackendName, ModelShape, Policy, Weights } from "../engine/policy.ts";
import type { AhaEvent, Evaluation, Replay, SavedRun } from "../protocol/messages.ts";
import type { RunConfig } from "../rl/config.ts";
import type { Checkpoint } from "./checkpoint/loadCheckpoint.ts";
import { checkedConfig } from "./configError.ts";
import { replayEvent } from "./replay.ts";
import { readSavedRun, restoreRun, restoreState, saveRun } from "./savedRun.ts";
import type { StepHooks } from "./stepHooks.ts";
import { Trainer } from "./trainer.ts";
import { withWeights } from "./withWeights.ts";

/** Where policies and base models come from. */
export interface Supplies {
  loadBase(url: string): Promise<Checkpoint>;
  createPolicy(backend: BackendName | "auto", shape: ModelShape, weights: Weights): Promise<Policy>;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface RunOrder {
  config: RunConfig;
  checkpointUrl: string;
  backend: BackendName | "auto";
  saved?: SavedRun;
}

/** A policy with its trainer, and the base model that the run began with. */
export class LiveRun {
  private constructor(
    private readonly supplies: Supplies,
    private readonly order: Omit<RunOrder, "config" | "saved">,
    private readonly hooks: StepHooks,
    public trainer: Trainer,
    private runId: string,
    private base: Checkpoint | null,
  ) {}

  /**
   * Builds the policy: from a saved run where there is one, else from the base model.
   * @throws FetchError, CheckpointError, ConfigError, or what the engine throws where the backend cannot be had
   */
  static async load(order: RunOrder, supplies: Supplies, hooks: StepHooks): Promise<LiveRun> {
    const { saved, config, backend, checkpointUrl } = order;
    if (saved) {
      checkedConfig(saved.config, "saved run: config");
      const policy = await supplies.createPolicy(backend, saved.shape, readSavedRun(saved).weights);
      return new LiveRun(supplies, order, hooks, await restoreRun(policy, saved, { hooks }), saved.runId, null);
    }
    const base = await supplies.loadBase(checkpointUrl);
    const policy = await supplies.createPolicy(backend, base.shape, base.weights);
    const runId = idOf(config, supplies.now());
    return new LiveRun(supplies, order, hooks, new Trainer(policy, config, { hooks }), runId, base);
  }

  get policy(): Policy {
    return this.trainer.policy;
  }

  /**
   * From the base model again.
   * @throws FetchError, CheckpointError; the run is then as it was
   */
  async restart(config: RunConfig): Promise<void> {
    const { weights, shape } = await this.baseModel();
    const policy = await this.policyOf(shape, weights);
    await policy.importWeights("policy", weights);
    await policy.importWeights("reference", weights);
    await policy.importOptimizer(null);
    this.trainer = new Trainer(policy, config, { hooks: this.hooks });
    this.runId = idOf(config, this.supplies.now());
  }

  /** A new policy on a new device, with the state after the last whole step. */
  async revive(backend = this.order.backend, config = this.trainer.config): Promise<void> {
    const { progress } = this.trainer;
    const state = await this.trainer.state();
    const policy = await this.supplies.createPolicy(backend, this.policy.shape, state.weights);
    await restoreState(policy, state);
    this.dispose();
    this.trainer = new Trainer(policy, config, { hooks: this.hooks, progress });
  }

  /** Scores of the model that the run began with, filed under step 0. */
  evaluateBase(hooks: StepHooks): Promise<Evaluation> {
    return this.withBase(() => this.trainer.evaluate({ slot: "reference", step: 0, hooks }));
  }

  replay(event: AhaEvent, samples: number): Promise<Replay> {
    return this.withBase(() => replayEvent(this.policy, this.trainer.config, event, samples));
  }

  save(): Promise<SavedRun> {
    return saveRun(this.trainer, this.runId, this.supplies.now());
  }

  /** A device that is gone may refuse even this. */
  dispose(): void {
    try {
      this.policy.dispose();
    } catch {
      return;
    }
  }

  /** `body` finds the base model in the slot "reference". */
  private async withBase<T>(body: () => Promise<T>): Promise<T> {
    if (this.trainer.referenceIsBase) return body();
    const { weights } = await this.baseModel();
    return withWeights(this.policy, "reference", weights, body);
  }

  private async baseModel(): Promise<Checkpoint> {
    this.base ??= await this.supplies.loadBase(this.order.checkpointUrl);
    return this.base;
  }

  /** The policy at hand, or a new one where the base model has another shape than a run that was resumed. */
  private async policyOf(shape: ModelShape, weights: Weights): Promise<Policy> {
    if (JSON.stringify(shape) === JSON.stringify(this.policy.shape)) return this.policy;
    const policy = await this.supplies.createPolicy(this.order.backend, shape, weights);
    this.dispose();
    return policy;
  }
}

const idOf = (config: RunConfig, now: number): string => `seed-${config.seed}-${now.toString(36)}`;
