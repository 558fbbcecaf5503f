import type { BackendName, ModelShape, Policy } from "../engine/policy.ts";
import type { AhaEvent, EngineChoice, Evaluation, Replay, SavedRun } from "../protocol/messages.ts";
import type { RunConfig } from "../rl/config.ts";
import type { Checkpoint } from "./checkpoint/loadCheckpoint.ts";
import { checkedConfig } from "./configError.ts";
import { assertFits } from "./memoryError.ts";
import { replayEvent } from "./replay.ts";
import { readSavedRun, saveRun } from "./savedRun.ts";
import type { StepHooks } from "./stepHooks.ts";
import { Trainer } from "./trainer.ts";
import { freshState, restoreState, type TrainerState } from "./trainerState.ts";

/** Where policies and base models come from, and the clock. */
export interface Supplies {
  loadBase(url: string): Promise<Checkpoint>;
  createPolicy: CreatePolicy;
  /** Milliseconds since 1970. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

type CreatePolicy = (
  backend: BackendName | "auto",
  shape: ModelShape,
  weights: TrainerState["weights"],
  engine?: EngineChoice,
) => Promise<Policy>;

export interface RunOrder {
  config: RunConfig;
  checkpointUrl: string;
  backend: BackendName | "auto";
  saved?: SavedRun;
  engine?: EngineChoice;
}

/**
 * A policy with its trainer, and the base model that the run began with. The run itself is on the CPU side, in the trainer: a policy
 * can be lost at any time and another take its place.
 */
export class LiveRun {
  /** False once the policy has been given up; `revive` makes another. */
  private alive = true;
  /** False once weights that do not belong together may be in it. */
  private whole = true;

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
   * @throws FetchError, CheckpointError, ConfigError, MemoryError, or what the engine throws where the backend cannot be had
   */
  static async load(order: RunOrder, supplies: Supplies, hooks: StepHooks): Promise<LiveRun> {
    const { saved, config, checkpointUrl } = order;
    if (saved) {
      const settings = checkedConfig(saved.config, "saved run: config");
      const state = readSavedRun(saved);
      const policy = await policyFor(order, supplies, saved.shape, state, settings);
      const { step, ahaCount, firstAhaStep, runId } = saved;
      const lists = { history: [...saved.history], evaluations: [...saved.evaluations] };
      const progress = { step, ...lists, ahaCount, firstAhaStep };
      return new LiveRun(
        supplies,
        order,
        hooks,
        new Trainer(policy, settings, { hooks, progress, state }),
        runId,
        null,
      );
    }
    const base = await supplies.loadBase(checkpointUrl);
    const state = freshState(base.shape, base.weights);
    const policy = await policyFor(order, supplies, base.shape, state, config);
    const runId = idOf(config, supplies.now());
    return new LiveRun(supplies, order, hooks, new Trainer(policy, config, { hooks, state }), runId, base);
  }

  get policy(): Policy {
    return this.trainer.policy;
  }

  /** Which backend it runs on was left to the engine. */
  get automatic(): boolean {
    return this.order.backend === "auto";
  }

  /** The policy can be worked with, as far as is known. */
  get usable(): boolean {
    return this.alive && this.whole && this.trainer.intact;
  }

  /**
   * From the base model again.
   * @throws FetchError, CheckpointError, MemoryError; what else goes wrong leaves the run as it was, but without a usable policy
   */
  async restart(config: RunConfig): Promise<void> {
    const { weights, shape } = await this.baseModel();
    assertFits(shape, this.policy.backend.name, config);
    const state = freshState(shape, weights);
    if (this.usable && JSON.stringify(shape) === JSON.stringify(this.policy.shape)) {
      this.whole = false;
      await restoreState(this.policy, state);
      this.whole = true;
      this.trainer = new Trainer(this.policy, config, { hooks: this.hooks, state });
    } else {
      await this.replace(this.policy.backend.name, shape, state, config, { hooks: this.hooks, state });
    }
    this.runId = idOf(config, this.supplies.now());
  }

  /**
   * A new policy on a new device, with the state after the last whole step. The old one is disposed of first: it may hold memory that the
   * new one needs.
   */
  async revive(backend: BackendName | "auto" = this.policy.backend.name, config = this.trainer.config): Promise<void> {
    const state = await this.trainer.state();
    const { progress } = this.trainer;
    await this.replace(backend, this.policy.shape, state, config, { hooks: this.hooks, progress, state });
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

  /** Gives the policy up; the run stays. A device that is gone may refuse even this. */
  dispose(): void {
    if (!this.alive) return;
    this.alive = false;
    try {
      this.policy.dispose();
    } catch {
      return;
    }
  }

  private async replace(
    backend: BackendName | "auto",
    shape: ModelShape,
    state: TrainerState,
    config: RunConfig,
    options: ConstructorParameters<typeof Trainer>[2],
  ): Promise<void> {
    this.dispose();
    const policy = await policyFor({ ...this.order, backend }, this.supplies, shape, state, config);
    this.trainer = new Trainer(policy, config, options);
    this.alive = this.whole = true;
  }

  /** `body` finds the base model in the slot "reference". */
  private async withBase<T>(body: () => Promise<T>): Promise<T> {
    if (this.trainer.referenceIsBase) return body();
    const { weights } = await this.baseModel();
    return this.trainer.lend("reference", weights, body);
  }

  private async baseModel(): Promise<Checkpoint> {
    this.base ??= await this.supplies.loadBase(this.order.checkpointUrl);
    return this.base;
  }
}

/** A policy that holds the state and has room for the steps of the config. */
async function policyFor(
  { backend, engine }: Pick<RunOrder, "backend" | "engine">,
  supplies: Supplies,
  shape: ModelShape,
  state: TrainerState,
  config: RunConfig,
): Promise<Policy> {
  if (backend !== "auto") assertFits(shape, backend, config);
  const policy = await supplies.createPolicy(backend, shape, state.weights, engine);
  try {
    assertFits(shape, policy.backend.name, config);
    await restoreState(policy, state);
  } catch (error) {
    policy.dispose();
    throw error;
  }
  return policy;
}

const idOf = (config: RunConfig, now: number): string => `seed-${config.seed}-${now.toString(36)}`;
