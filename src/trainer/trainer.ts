import type { Policy, Weights, WeightSlot } from "../engine/policy.ts";
import type { Activity, AhaEvent, Evaluation, GroupView, StepRecord } from "../protocol/messages.ts";
import { advantages } from "../rl/advantages.ts";
import type { ModelScores } from "../rewards/reward.ts";
import type { RunConfig } from "../rl/config.ts";
import { ahaEvents } from "./ahaEvents.ts";
import { checkReadable, evaluationLevels } from "./drawProblems.ts";
import { evaluatePolicy } from "./evaluate.ts";
import { groupViews } from "./groupViews.ts";
import { HELD_OUT_SEED, heldOutProblems } from "./heldOut.ts";
import { NonFiniteError } from "./nonFiniteError.ts";
import { restoreState, type TrainerState } from "./trainerState.ts";
import { rewardStep } from "./rewardStep.ts";
import { rolloutStep, type RolloutRow } from "./rolloutStep.ts";
import { NO_HOOKS, type StepHooks } from "./stepHooks.ts";
import { StepClock } from "./stepClock.ts";
import { stepMetrics } from "./stepMetrics.ts";
import { updateStep } from "./updateStep.ts";
import { withWeights } from "./withWeights.ts";

export interface StepResult {
  record: StepRecord;
  groups: GroupView[];
  ahas: AhaEvent[];
}

/** What a run has behind it; everything but the weights. */
export interface RunProgress {
  /** Steps done; the next one is step + 1. */
  step: number;
  history: StepRecord[];
  evaluations: Evaluation[];
  ahaCount: number;
  firstAhaStep: number | null;
}

export interface TrainerOptions {
  hooks?: StepHooks;
  /** Default: a run that begins. The policy must already hold the weights that belong to it. */
  progress?: RunProgress;
  /** What the policy holds, where that is known: without it, the policy is asked before the first step. */
  state?: TrainerState;
  /** Groups shown of each step; default 4, 0 saves their extra forward pass. */
  shownGroups?: number;
  /** Reward models' scores of a step's rows, for the rewards "helpful" and "harmless". */
  judge?: (rows: readonly RolloutRow[], step: number) => Promise<ModelScores[]>;
}

/**
 * GRPO on the toy world (Shao et al. 2024, DeepSeekMath, algorithm 1, without the outer iterations; DeepSeek-R1 2025).
 * A step depends on the config, its number and the weights alone: the same seed on the same backend gives the same run,
 * whether or not it was paused, saved or resumed in between.
 */
export class Trainer {
  readonly progress: RunProgress;
  /** What it is about, or was about when something failed. */
  activity: Activity = "starting";
  private readonly hooks: StepHooks;
  private readonly shownGroups: number;
  private readonly judge: TrainerOptions["judge"];
  /** The state after the last whole step, which a failing step falls back to. */
  private good: TrainerState | null;
  private stepping = false;
  /** Slots that hold what they should not, because putting it right failed. */
  private readonly spoilt = new Set<WeightSlot>();

  constructor(
    readonly policy: Policy,
    readonly config: RunConfig,
    options: TrainerOptions = {},
  ) {
    checkReadable(config, policy.shape.vocabSize);
    this.hooks = options.hooks ?? NO_HOOKS;
    this.progress = options.progress ?? { step: 0, history: [], evaluations: [], ahaCount: 0, firstAhaStep: null };
    this.shownGroups = options.shownGroups ?? 4;
    this.judge = options.judge;
    this.good = options.state ?? null;
  }

  /**
   * One GRPO step.
   * @throws NonFiniteError, or what a pause point rejected with; the weights are then those from before the step
   */
  step(): Promise<StepResult> {
    return this.guarded(async (step) => {
      const { policy, config } = this;
      const clock = new StepClock(policy);
      const hooks = { ...this.hooks, pausePoint: () => clock.pause(() => this.hooks.pausePoint()) };
      this.activity = "sampling";
      const rollout = await rolloutStep(policy, config, step, hooks, this.expectedTokens());
      this.activity = "updating";
      const scoring = performance.now();
      const rewards = rewardStep(rollout, config, await this.judge?.(rollout.rows, step));
      clock.rewarded(rollout.judgeSeconds + (performance.now() - scoring) / 1000);
      const advantage = advantages(rewards.composed, config.groupSize, config.advantage);
      const update = await updateStep(policy, rollout, advantage.advantages, config, step, hooks);
      const parts = { step, rollout, rewards, advantage, update };
      const groups = await groupViews(policy, config, parts, this.shownGroups);
      const metrics = stepMetrics(config, parts, clock, this.progress.history.at(-1)?.metrics);
      return { record: { step, metrics }, groups, ahas: ahaEvents(step, rollout.rows) };
    });
  }

  /**
   * Scores on the held-out problems, which are the same for every run. In the middle of a step: of the weights before it.
   * @param options.step what the result is filed under; default the steps done
   */
  async evaluate(options: { slot?: WeightSlot; step?: number; hooks?: StepHooks } = {}): Promise<Evaluation> {
    const { evalProblems, evalSamples, temperature, maxNewTokens } = this.config;
    const { slot = "policy", step = this.progress.step, hooks = this.hooks } = options;
    const run = (): Promise<Evaluation> =>
      evaluatePolicy(this.policy, {
        problems: heldOutProblems(HELD_OUT_SEED, evalProblems, evaluationLevels(this.config)),
        samples: evalSamples,
        seed: HELD_OUT_SEED,
        temperature,
        maxNewTokens,
        slot,
        step,
        hooks,
      });
    const midStep = this.stepping && slot === "policy";
    const before = this.activity;
    this.activity = "evaluating";
    const found = midStep ? await this.lend(slot, (await this.state()).weights, run) : await run();
    this.activity = before;
    const { evaluations } = this.progress;
    this.progress.evaluations = [...evaluations.filter((e) => e.step !== step), found].sort((a, b) => a.step - b.step);
    return found;
  }

  /** The state after the last whole step; copies, also in the middle of a step and after the device was lost. */
  async state(): Promise<TrainerState> {
    const { policy } = this;
    this.good ??= {
      weights: await policy.exportWeights("policy"),
      reference: await policy.exportWeights("reference"),
      optimizer: await policy.exportOptimizer(),
    };
    return this.good;
  }

  /** `body` finds other weights in a slot; its own are put back whatever happens. */
  lend<T>(slot: WeightSlot, weights: Weights, body: () => Promise<T>): Promise<T> {
    return withWeights(this.policy, slot, weights, body, () => this.spoilt.add(slot));
  }

  /** The reference is still the model that the run began with. */
  get referenceIsBase(): boolean {
    return this.config.referenceEvery === 0 || this.progress.step < this.config.referenceEvery;
  }

  /** False when even putting weights back failed: the policy is unusable, `state()` still holds the run. */
  get intact(): boolean {
    return this.spoilt.size === 0;
  }

  private async guarded(body: (step: number) => Promise<StepResult>): Promise<StepResult> {
    await this.state();
    const step = this.progress.step + 1;
    this.stepping = true;
    try {
      const result = await body(step);
      await this.accept(step, result);
      return result;
    } catch (error) {
      await this.rollBack();
      // The same step would fail the same way: the run goes on with the next one.
      if (error instanceof NonFiniteError) this.progress.step = step;
      throw error;
    } finally {
      this.stepping = false;
    }
  }

  private async accept(step: number, { record }: StepResult): Promise<void> {
    const { policy, config, progress } = this;
    this.activity = "saving";
    const weights = await policy.exportWeights("policy");
    const optimizer = await policy.exportOptimizer();
    const refresh = config.referenceEvery > 0 && step % config.referenceEvery === 0;
    if (refresh) await policy.importWeights("reference", weights);
    this.good = { weights, reference: refresh ? weights : (await this.state()).reference, optimizer };
    const ahas = record.metrics["behaviour/aha_count"] ?? 0;
    progress.step = step;
    progress.history.push(record);
    progress.ahaCount += ahas;
    if (ahas > 0) progress.firstAhaStep ??= step;
  }

  private async rollBack(): Promise<void> {
    if (this.good === null) return;
    try {
      await restoreState(this.policy, this.good);
    } catch {
      this.spoilt.add("policy");
    }
  }

  /** For the progress only: as many as last time; half of the cap in the first step. */
  private expectedTokens(): number {
    const { prompts, groupSize, maxNewTokens } = this.config;
    const length = this.progress.history.at(-1)?.metrics["completions/mean_length"] ?? maxNewTokens / 2;
    return prompts * groupSize * length;
  }
}
