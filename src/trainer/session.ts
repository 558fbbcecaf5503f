import { yieldToEventLoop } from "../lib/yieldToEventLoop.ts";
import type { Evaluation, FromWorker, ToWorker } from "../protocol/messages.ts";
import type { RunConfig } from "../rl/config.ts";
import { AbandonedError } from "./abandonedError.ts";
import { CheckpointError } from "./checkpoint/checkpointError.ts";
import { checkedConfig } from "./configError.ts";
import { failureOf } from "./failureOf.ts";
import { FetchError } from "./fetchCheckpoint.ts";
import { Inbox } from "./inbox.ts";
import type { LiveRun, Supplies } from "./liveRun.ts";
import { loadRun } from "./loadRun.ts";
import { Outbox } from "./outbox.ts";
import type { StepHooks } from "./stepHooks.ts";

type Load = Extract<ToWorker, { type: "load" }>;

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
  private readonly outbox: Outbox;
  private run: LiveRun | null = null;
  /** The latest one, for a restart after the run was lost. */
  private lastLoad: Load | null = null;
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

  constructor(private readonly supplies: SessionOptions) {
    this.outbox = new Outbox((message, transfer) => supplies.post(message, transfer), supplies.now);
  }

  /** Takes a command; never throws. */
  handle(message: ToWorker): void {
    // A play that was sent after a load belongs to the run that the load brings.
    const steerable = this.run !== null && this.inbox.peek() === undefined && this.outbox.status !== "loading";
    const { type } = message;
    if (steerable && (type === "play" || type === "pause" || type === "step")) this.steer(type);
    else this.inbox.put(message);
  }

  /** Works until the end of the worker's life. */
  async loop(): Promise<never> {
    for (;;) {
      const command = this.inbox.take();
      if (command) await this.execute(command);
      else if (this.run !== null && this.going) await this.work(this.run);
      else if (this.run !== null && this.outbox.status === "pausing") await this.rest(this.run);
      else await this.inbox.sleep();
      await yieldToEventLoop();
    }
  }

  private steer(type: "play" | "pause" | "step"): void {
    if (this.run === null) return;
    if (type === "pause") {
      if (!this.going) return;
      this.going = false;
      this.outbox.setStatus("pausing");
    } else {
      const { step } = this.run.trainer.progress;
      const { steps } = this.run.trainer.config;
      // After the budget is used up, play means as many steps again; not while the last step's evaluation still waits.
      if (step >= this.budget && !this.working) this.budget = step < steps ? steps : step + steps;
      this.target = type === "play" ? this.budget : step + 1;
      this.going = true;
      this.outbox.setStatus("playing");
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
      this.outbox.post({ type: "step", ...result, ahaCount, firstAhaStep });
      await this.evaluateIfDue(run);
      if (step >= this.target) this.going = false;
      const { saveEvery } = trainer.config;
      if (!this.going || (saveEvery > 0 && step % saveEvery === 0)) await this.save(run);
      if (!this.going) this.outbox.setStatus(step >= this.budget ? "finished" : "paused");
    } catch (error) {
      await this.recover(run, error);
    } finally {
      this.working = this.stepping = false;
    }
  }

  /** A pause that came between two steps, where no pause point is left to take notice of it. */
  private async rest(run: LiveRun): Promise<void> {
    try {
      await this.save(run);
      if (!this.going) this.outbox.setStatus("paused");
    } catch (error) {
      await this.recover(run, error);
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
    this.outbox.post({ type: "evaluation", evaluation });
  }

  private async execute(command: ToWorker): Promise<void> {
    switch (command.type) {
      case "load":
        return this.load(command);
      case "restart":
        return this.restart(command.config);
      case "revive":
        return this.revive(command);
      case "play":
      case "pause":
      case "step":
        return this.steer(command.type);
      default:
        return this.runJob(command);
    }
  }

  private async load(command: Load): Promise<void> {
    const before = this.run;
    this.lastLoad = command;
    this.halt();
    this.outbox.setStatus("loading");
    try {
      this.run = await loadRun(command, this.supplies, this.hooks, this.outbox);
      before?.dispose();
    } catch (error) {
      return this.refuse(error);
    }
    const { progress } = this.run.trainer;
    this.unsaved = false;
    this.outbox.loaded(this.run.trainer);
    if (progress.step > 0) this.outbox.post({ type: "restored", ...progress });
    this.outbox.setStatus(progress.step > 0 ? "paused" : "ready");
  }

  private async restart(config: RunConfig): Promise<void> {
    if (this.run === null) {
      const { saved: _, ...last } = this.lastLoad ?? {};
      return "type" in last
        ? this.load({ ...last, config })
        : this.refuse(new Error("restart: expected a load before it, got none"));
    }
    this.halt();
    this.outbox.setStatus("loading");
    try {
      await this.run.restart(checkedConfig(config, "restart"));
    } catch (error) {
      return this.refuse(error);
    }
    this.unsaved = false;
    this.outbox.loaded(this.run.trainer);
    this.outbox.setStatus("ready");
  }

  private async revive({ backend, patch }: Extract<ToWorker, { type: "revive" }>): Promise<void> {
    const { run } = this;
    if (run === null) return this.refuse(new Error("revive: expected a loaded run, got none"));
    this.halt();
    this.outbox.setStatus("loading");
    try {
      await run.revive(backend, checkedConfig({ ...run.trainer.config, ...patch }, "revive"));
    } catch (error) {
      return this.refuse(error);
    }
    this.outbox.loaded(run.trainer);
    this.steer("play");
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
        this.outbox.post({ type: "replay", replay: await run.replay(command.event, command.samples) });
      } else {
        this.unsaved = true;
        await this.save(run);
      }
    } catch (error) {
      const harmless = error instanceof FetchError || error instanceof CheckpointError;
      if (harmless) this.outbox.failure(failureOf(error, true));
      else if (this.working) throw error;
      else await this.recover(run, error);
    }
  }

  private async save(run: LiveRun): Promise<void> {
    if (!this.unsaved) return;
    this.unsaved = false;
    this.outbox.saved(await run.save());
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
          // A command that came while it was being saved must not be slept over.
          if (!this.going && this.inbox.peek() === undefined) {
            this.outbox.setStatus("paused");
            await this.inbox.sleep();
          }
        } else {
          return;
        }
        this.abandonIfAsked();
      }
    },
    onProgress: (phase, fraction, tokensPerSecond) => {
      const step = (this.run?.trainer.progress.step ?? 0) + (this.stepping ? 1 : 0);
      this.outbox.progress(step, phase, fraction, tokensPerSecond);
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
    return this.inbox.some(({ type }) => type === "load" || type === "restart" || type === "revive");
  }

  private async recover(run: LiveRun, error: unknown): Promise<void> {
    if (error instanceof AbandonedError) return;
    this.halt();
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
    this.outbox.failure(survives ? failure : failureOf(error, false, failure.kind));
    this.outbox.setStatus(survives ? "paused" : "failed");
  }

  /** A load or restart that did not work: the run before it stays. */
  private refuse(error: unknown): void {
    const survives = this.run !== null;
    this.outbox.failure(failureOf(error, survives));
    this.outbox.setStatus(survives ? "paused" : "failed");
  }

  private halt(): void {
    this.going = false;
    this.budget = 0;
  }
}
