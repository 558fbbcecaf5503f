import { yieldToEventLoop } from "../lib/yieldToEventLoop.ts";
import type { Activity, Evaluation, Failure, FromWorker, ToWorker } from "../protocol/messages.ts";
import { AbandonedError } from "./abandonedError.ts";
import { CheckpointError } from "./checkpoint/checkpointError.ts";
import { failureOf } from "./failureOf.ts";
import { FetchError } from "./fetchCheckpoint.ts";
import { Inbox } from "./inbox.ts";
import type { LiveRun, Supplies } from "./liveRun.ts";
import { cpuOffer } from "./offers.ts";
import { Outbox } from "./outbox.ts";
import { Pace } from "./pace.ts";
import { Rescue } from "./rescue.ts";
import { type Revive, RunKeeper } from "./runKeeper.ts";
import type { StepHooks } from "./stepHooks.ts";

type Begin = Extract<ToWorker, { type: "load" | "restart" }>;
type Job = Extract<ToWorker, { type: "evaluate" | "replay" | "save" }>;

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
  private readonly rescue: Rescue;
  private readonly runs: RunKeeper;
  private readonly pace = new Pace();
  private stepping = false; // inside a trainer's step
  private working = false; // inside a step or what is due after it
  private owing = false; // a step is done and what is due after it is not
  private unsaved = false; // something has happened since the last save
  /** Being done, or just failed. */
  private job: Job | null = null;

  constructor(supplies: SessionOptions) {
    this.outbox = new Outbox((message, transfer) => supplies.post(message, transfer), supplies.now);
    this.rescue = new Rescue(supplies, this.outbox);
    this.runs = new RunKeeper(supplies, this.hooks, this.outbox, this.rescue);
  }

  /** Takes a command; never throws. */
  handle(message: ToWorker): void {
    // A play that was sent after a load belongs to the run that the load brings.
    const steerable = this.runs.run !== null && this.inbox.peek() === undefined && this.outbox.status !== "loading";
    const { type } = message;
    if (steerable && (type === "play" || type === "pause" || type === "step")) this.steer(type);
    else this.inbox.put(message);
  }

  /** Works until the end of the worker's life. */
  async loop(): Promise<never> {
    for (;;) {
      const command = this.inbox.take();
      if (command) await this.execute(command);
      else if (this.runs.run !== null && this.pace.going) await this.work(this.runs.run);
      else if (this.runs.run !== null && this.outbox.status === "pausing") await this.rest(this.runs.run);
      else await this.inbox.sleep();
      await yieldToEventLoop();
    }
  }

  private steer(type: "play" | "pause" | "step"): void {
    if (this.runs.run === null) return;
    if (type === "pause") {
      if (!this.pace.going) return;
      this.pace.pause();
      this.outbox.setStatus("pausing");
    } else {
      const { progress, config } = this.runs.run.trainer;
      this.pace.go(progress.step, config.steps, type === "step", this.working || this.owing);
      this.runs.settle();
      this.outbox.setStatus("playing");
    }
    this.inbox.wake();
  }

  /** One step and what is due after it; or, where a device was lost in between, what is still due. */
  private async work(run: LiveRun): Promise<void> {
    const { trainer } = run;
    try {
      this.working = true;
      if (!run.usable) return await this.mend(run);
      if (!this.owing) {
        this.stepping = true;
        const result = await trainer.step();
        this.stepping = false;
        this.unsaved = this.owing = true;
        this.rescue.progress();
        const { ahaCount, firstAhaStep } = trainer.progress;
        this.outbox.post({ type: "step", ...result, ahaCount, firstAhaStep });
      }
      await this.evaluateIfDue(run);
      const { step } = trainer.progress;
      this.pace.passed(step);
      const { saveEvery } = trainer.config;
      if (!this.pace.going || (saveEvery > 0 && step % saveEvery === 0)) await this.save(run);
      this.owing = false;
      if (!this.pace.going) this.outbox.setStatus(this.pace.over(step) ? "finished" : "paused");
    } catch (error) {
      await this.recover(run, error);
    } finally {
      this.working = this.stepping = false;
    }
  }

  /** A pause that came between two steps, where no pause point is left to take notice of it. */
  private async rest(run: LiveRun): Promise<void> {
    await this.save(run);
    if (!this.pace.going) this.outbox.setStatus("paused");
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
    this.rescue.progress();
    this.outbox.post({ type: "evaluation", evaluation });
  }

  private async execute(command: ToWorker): Promise<void> {
    switch (command.type) {
      case "load":
      case "restart":
        return this.begin(command);
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

  private async begin(command: Begin): Promise<void> {
    this.halt();
    const { runs } = this;
    const begun = command.type === "load" ? await runs.load(command) : await runs.restart(command.config);
    if (begun) this.unsaved = false;
  }

  private async revive(command: Revive): Promise<void> {
    this.pace.interrupt();
    if (!(await this.runs.revive(command))) return;
    this.unsaved = true;
    if (this.pace.resume()) this.outbox.setStatus("playing");
  }

  /** What can be done at any pause point without touching the step in progress. */
  private async runJob(job: Job): Promise<void> {
    const { run } = this.runs;
    if (run === null) {
      this.runs.refuse(new Error(`${job.type}: expected a loaded run, got none`));
      return;
    }
    this.job = job;
    try {
      if (job.type === "save") {
        this.unsaved = true;
        await this.save(run);
      } else {
        if (!run.usable) await this.mend(run);
        if (!run.usable) return;
        if (job.type === "evaluate") {
          this.report(await run.trainer.evaluate({ hooks: this.jobHooks }));
        } else {
          this.outbox.post({ type: "replay", replay: await run.replay(job.event, job.samples) });
          this.rescue.progress();
        }
      }
      this.job = null;
    } catch (error) {
      const harmless = error instanceof FetchError || error instanceof CheckpointError;
      if (harmless && run.usable) {
        this.job = null;
        this.outbox.failure(failureOf(error, true));
      } else if (this.working) throw error;
      else await this.recover(run, error);
    }
  }

  private async save(run: LiveRun): Promise<void> {
    if (!this.unsaved) return;
    const saved = await run.save();
    this.unsaved = false;
    this.outbox.saved(saved);
  }

  private readonly hooks: StepHooks = {
    pausePoint: async () => {
      await this.lookUp();
      while (this.runs.run !== null) {
        const command = this.inbox.peek();
        if (command !== undefined) {
          this.inbox.take();
          await this.execute(command);
        } else if (!this.pace.going) {
          await this.save(this.runs.run);
          // A command that came while it was being saved must not be slept over.
          if (!this.pace.going && this.inbox.peek() === undefined) {
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
      const step = (this.runs.run?.trainer.progress.step ?? 0) + (this.stepping ? 1 : 0);
      this.outbox.progress(step, phase, fraction, tokensPerSecond);
      // A pause need not wait until a rollout is over.
      return this.pace.going && !this.abandonAsked();
    },
  };

  /** Of work that was asked for while the run pauses. */
  private readonly jobHooks: StepHooks = {
    pausePoint: () => this.lookUp(),
    onProgress: (...progress) => {
      this.hooks.onProgress(...progress);
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

  /** Goes on by itself where a new device may help; else it stops and tells. */
  private async recover(run: LiveRun, error: unknown): Promise<void> {
    const { job } = this;
    this.job = null;
    if (error instanceof AbandonedError) return;
    const kind = this.rescue.curable(error, run.policy.backend.name);
    if (kind === null) {
      this.halt();
      this.outbox.failure(failureOf(error, true));
      this.outbox.setStatus("paused");
      return;
    }
    const failure = await this.rescue.after(run, error, kind, job ? ACTIVITIES[job.type] : run.trainer.activity);
    if (failure) await this.stop(run, failure);
    else if (job) this.inbox.putBack(job);
  }

  /** Another policy for a run that is without one. */
  private async mend(run: LiveRun): Promise<void> {
    const { name } = run.policy.backend;
    const refusal = await this.rescue.revive(run);
    if (refusal !== null) return this.stop(run, { ...failureOf(refusal, true), ...cpuOffer(name) });
    if (run.policy.backend.name !== name) this.outbox.loaded(run.trainer);
  }

  private async stop(run: LiveRun, failure: Failure): Promise<void> {
    this.pace.interrupt();
    this.unsaved = true;
    await this.save(run);
    this.outbox.failure(failure);
    this.outbox.setStatus("paused");
  }

  private halt(): void {
    this.owing = false;
    this.pace.halt();
  }
}

const ACTIVITIES: Readonly<Record<Job["type"], Activity>> = {
  evaluate: "evaluating",
  replay: "replaying",
  save: "saving",
};
