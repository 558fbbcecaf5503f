import { parameterCount } from "../engine/model/parameters.ts";
import { yieldToEventLoop } from "../lib/yieldToEventLoop.ts";
import type { Evaluation, FailureKind, FromWorker, RunStatus, ToWorker } from "../protocol/messages.ts";
import { parseConfig, type RunConfig } from "../rl/config.ts";
import { AbandonedError } from "./abandonedError.ts";
import { CheckpointError } from "./checkpoint/checkpointError.ts";
import { failureOf } from "./failureOf.ts";
import { FetchError } from "./fetchCheckpoint.ts";
import { Inbox } from "./inbox.ts";
import { LiveRun, type Supplies } from "./liveRun.ts";
import type { StepHooks } from "./stepHooks.ts";

const PROGRESS_INTERVAL = 100; // ms

export interface SessionOptions extends Supplies {
  post(message: FromWorker, transfer?: ArrayBuffer[]): void;
}

/**
 * The life of a run behind the messages: load, play, pause, step, restart, evaluate, replay, save. One loop does all the work,
 * one thing at a time; commands only leave notes for it. Inside a step the loop comes by at the trainer's pause points, so a
 * pause waits there, and a restart or a load gives the step up.
 */
export class Session {
  private readonly inbox = new Inbox<ToWorker>();
  private run: LiveRun | null = null;
  private status: RunStatus | null = null;
  private going = false;
  /** The step after which to rest: the budget when playing, the next one after a single step was asked for. */
  private target = 0;
  /** Steps that play goes on to. */
  private budget = 0;
  /** Inside a trainer's step. */
  private stepping = false;
  /** Inside a step or what is due after it. */
  private working = false;
  /** Something has happened since the last save. */
  private unsaved = false;
  private lastProgress = 0;

  constructor(private readonly options: SessionOptions) {}

  /** Takes a command; never throws. */
  handle(message: ToWorker): void {
    const atOnce = message.type === "play" || message.type === "pause" || message.type === "step";
    // A play that was sent after a load belongs to the run that the load brings.
    if (atOnce && this.run !== null && this.inbox.peek() === undefined && this.status !== "loading") this.steer(message.type);
    else this.inbox.put(message);
  }

  /** Works until the end of the worker's life. */
  async loop(): Promise<never> {
    for (;;) {
      const command = this.inbox.take();
      if (command) await this.execute(command);
      else if (this.run !== null && this.going) await this.work(this.run);
      else await this.inbox.sleep();
      await yieldToEventLoop();
    }
  }

  private steer(type: "play" | "pause" | "step"): void {
    if (this.run === null) return;
    if (type === "pause") {
      if (!this.going) return;
      this.going = false;
      this.setStatus("pausing");
    } else {
      const { step } = this.run.trainer.progress;
      const { steps } = this.run.trainer.config;
      // After the budget is used up, play means as many steps again; not while the last step's evaluation still waits.
      if (step >= this.budget && !this.working) this.budget = step < steps ? steps : step + steps;
      this.target = type === "play" ? this.budget : step + 1;
      this.going = true;
      this.setStatus("playing");
    }
    this.inbox.wake();
  }

  /** One step and what is due after it. */
  private async work(run: LiveRun): Promise<void> {
    const { trainer } = run;
    try {
      this.working = this.stepping = true;
      const result = await trainer.step();
      this.stepping = false;
      this.unsaved = true;
      const { ahaCount, firstAhaStep, step } = trainer.progress;
      this.options.post({ type: "step", ...result, ahaCount, firstAhaStep });
      await this.evaluateIfDue(run);
      if (step >= this.target) this.going = false;
      const { saveEvery } = trainer.config;
      if (!this.going || (saveEvery > 0 && step % saveEvery === 0)) await this.save(run);
      if (!this.going) this.setStatus(step >= this.budget ? "finished" : "paused");
    } catch (error) {
      await this.recover(run, error);
    } finally {
      this.working = this.stepping = false;
    }
  }

  /** The base model first, but after the first step: something must move soon. */
  private async evaluateIfDue(run: LiveRun): Promise<void> {
    const { progress, config } = run.trainer;
    if (config.evalEvery === 0) return;
    const measured = (step: number): boolean => progress.evaluations.some((evaluation) => evaluation.step === step);
    if (!measured(0)) this.report(await run.evaluateBase(this.hooks));
    if (progress.step % config.evalEvery === 0 && !measured(progress.step)) {
      this.report(await run.trainer.evaluate({ hooks: this.hooks }));
    }
  }

  private report(evaluation: Evaluation): void {
    this.unsaved = true;
    this.options.post({ type: "evaluation", evaluation });
  }

  private async execute(command: ToWorker): Promise<void> {
    switch (command.type) {
      case "load":
        return this.load(command);
      case "restart":
        return this.restart(command.config);
      case "play":
      case "pause":
      case "step":
        return this.steer(command.type);
      default:
        return this.runJob(command);
    }
  }

  private async load(command: Extract<ToWorker, { type: "load" }>): Promise<void> {
    const before = this.run;
    this.halt("loading");
    try {
      const config = checked(command.config, "load");
      this.run = await this.loadRun({ ...command, config });
      before?.dispose();
    } catch (error) {
      return this.refuse(error);
    }
    const { progress } = this.run.trainer;
    this.announce(this.run);
    if (progress.step > 0) this.options.post({ type: "restored", ...progress });
    this.setStatus(progress.step > 0 ? "paused" : "ready");
  }

  /** A saved run that cannot be read is no reason to have none. */
  private async loadRun(command: Extract<ToWorker, { type: "load" }>): Promise<LiveRun> {
    const { saved, ...fresh } = command;
    if (saved === undefined) return LiveRun.load(fresh, this.options, this.hooks);
    try {
      return await LiveRun.load(command, this.options, this.hooks);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      const hint = "It is left where it is; a new run from the base model was loaded instead.";
      this.options.post({ type: "failure", failure: { ...failureOf(error, true), hint } });
      return LiveRun.load(fresh, this.options, this.hooks);
    }
  }

  private async restart(config: RunConfig): Promise<void> {
    if (this.run === null) return this.refuse(new Error("restart: expected a loaded run, got none"));
    this.halt("loading");
    try {
      await this.run.restart(checked(config, "restart"));
    } catch (error) {
      return this.refuse(error);
    }
    this.announce(this.run);
    this.setStatus("ready");
  }

  /** What can be done at any pause point without touching the step in progress. */
  private async runJob(command: Extract<ToWorker, { type: "evaluate" | "replay" | "save" }>): Promise<void> {
    const { run } = this;
    if (run === null) return this.refuse(new Error(`${command.type}: expected a loaded run, got none`));
    try {
      if (command.type === "evaluate") {
        const hooks = { ...this.hooks, pausePoint: () => this.lookUp() };
        this.report(await run.trainer.evaluate({ hooks }));
      } else if (command.type === "replay") {
        this.options.post({ type: "replay", replay: await run.replay(command.event, command.samples) });
      } else {
        this.unsaved = true;
        await this.save(run);
      }
    } catch (error) {
      const harmless = error instanceof FetchError || error instanceof CheckpointError;
      if (harmless) this.options.post({ type: "failure", failure: failureOf(error, true) });
      else if (this.stepping || error instanceof AbandonedError) throw error;
      else await this.recover(run, error);
    }
  }

  private async save(run: LiveRun): Promise<void> {
    if (!this.unsaved) return;
    this.unsaved = false;
    const saved = await run.save();
    const transfer = [saved.weights, saved.reference, saved.optimizer].flatMap(({ buffer }) =>
      buffer instanceof ArrayBuffer ? [buffer] : [],
    );
    this.options.post({ type: "saved-state", saved }, transfer);
  }

  private readonly hooks: StepHooks = {
    pausePoint: async () => {
      await this.lookUp();
      while (this.run !== null) {
        const command = this.inbox.peek();
        if (command !== undefined) {
          this.inbox.take();
          await this.execute(command);
        } else if (!this.going) {
          await this.save(this.run);
          this.setStatus("paused");
          await this.inbox.sleep();
        } else {
          return;
        }
        this.abandonIfAsked();
      }
    },
    onProgress: (phase, fraction, tokensPerSecond) => {
      const now = this.options.now();
      if (now - this.lastProgress >= PROGRESS_INTERVAL && this.run !== null) {
        this.lastProgress = now;
        const step = this.run.trainer.progress.step + (this.stepping ? 1 : 0);
        this.options.post({ type: "progress", step, phase, fraction, tokensPerSecond });
      }
      return !this.abandonAsked();
    },
  };

  /** Lets messages in. */
  private async lookUp(): Promise<void> {
    await yieldToEventLoop();
    this.abandonIfAsked();
  }

  private abandonIfAsked(): void {
    if (this.abandonAsked()) throw new AbandonedError();
  }

  private abandonAsked(): boolean {
    return this.inbox.some(({ type }) => type === "load" || type === "restart");
  }

  private async recover(run: LiveRun, error: unknown): Promise<void> {
    if (error instanceof AbandonedError) return;
    this.halt(null);
    const failure = failureOf(error, true);
    let survives = run.trainer.intact && failure.kind !== "device-lost";
    if (!survives) {
      try {
        await run.revive();
        survives = true;
      } catch {
        this.run = null;
      }
    }
    this.options.post({ type: "failure", failure: survives ? failure : failureOf(error, false, failure.kind) });
    this.setStatus(survives ? "paused" : "failed");
  }

  /** A load or restart that did not work: the run before it stays. */
  private refuse(error: unknown): void {
    const survives = this.run !== null;
    this.options.post({ type: "failure", failure: failureOf(error, survives, kindWhileLoading(error)) });
    this.setStatus(survives ? "paused" : "failed");
  }

  private announce(run: LiveRun): void {
    const { policy, trainer } = run;
    const { shape, backend } = policy;
    const { config, progress } = trainer;
    this.unsaved = false;
    this.options.post({ type: "loaded", backend, shape, parameters: parameterCount(shape), step: progress.step, config });
  }

  private halt(status: RunStatus | null): void {
    this.going = false;
    this.budget = 0;
    if (status !== null) this.setStatus(status);
  }

  private setStatus(status: RunStatus): void {
    if (status === this.status) return;
    this.status = status;
    this.options.post({ type: "status", status });
  }
}

class ConfigError extends Error {}

function checked(config: RunConfig, where: string): RunConfig {
  try {
    return parseConfig(config, where);
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
}

const kindWhileLoading = (error: unknown): FailureKind | undefined => (error instanceof ConfigError ? "config" : undefined);
