import type { BackendName } from "../engine/policy.ts";
import type { Offer, ToWorker } from "../protocol/messages.ts";
import type { RunConfig } from "../rl/config.ts";
import { checkedConfig } from "./configError.ts";
import { failureOf } from "./failureOf.ts";
import type { LiveRun, Supplies } from "./liveRun.ts";
import { loadRun } from "./loadRun.ts";
import { MemoryError } from "./memoryError.ts";
import { cpuOffer, sizeOffer } from "./offers.ts";
import type { Outbox } from "./outbox.ts";
import type { Rescue } from "./rescue.ts";
import type { StepHooks } from "./stepHooks.ts";

export type Load = Extract<ToWorker, { type: "load" }>;
export type Revive = Extract<ToWorker, { type: "revive" }>;

/**
 * The one run and how it comes about: load, restart, revive. Each tells the page how it went, goes on by itself after a device loss, and
 * leaves the run before it where it fails.
 */
export class RunKeeper {
  run: LiveRun | null = null;
  /** The latest one, for a restart when there is no run. */
  private lastLoad: Load | null = null;
  /** What was asked for last and could not be had: a revive tries it again. */
  private failed: Load | null = null;

  constructor(
    private readonly supplies: Supplies,
    private readonly hooks: StepHooks,
    private readonly outbox: Outbox,
    private readonly rescue: Rescue,
  ) {}

  /** The run that is there is gone on with, whatever else was asked for. */
  settle(): void {
    // A person asked to try a run again whose device is gone: the count of losses begins anew.
    if (this.run?.usable === false) this.rescue.renew();
    this.failed = null;
  }

  /** @returns whether there is a new run */
  async load(command: Load): Promise<boolean> {
    const before = this.run;
    this.lastLoad = this.failed = command;
    this.rescue.renew();
    this.outbox.setStatus("loading");
    try {
      const begin = (): Promise<LiveRun> => loadRun(command, this.supplies, this.hooks, this.outbox);
      this.run = await this.rescue.start(command.backend, command.saved?.step ?? 0, begin);
      before?.dispose();
    } catch (error) {
      return this.refuse(error, command.backend, (patch) => ({ type: "revive", patch }));
    }
    this.settle();
    const { trainer } = this.run;
    this.outbox.loaded(trainer);
    if (trainer.progress.step > 0) this.outbox.post({ type: "restored", ...trainer.progress });
    this.rest(this.run);
    return true;
  }

  /** @returns whether the run began anew */
  async restart(config: RunConfig): Promise<boolean> {
    const { saved: _, ...last } = this.lastLoad ?? {};
    const again = "type" in last ? { ...last, config } : null;
    const { run } = this;
    if (run === null) {
      return again ? this.load(again) : this.refuse(new Error("restart: expected a load before it, got none"));
    }
    this.rescue.renew();
    this.outbox.setStatus("loading");
    const backend = run.policy.backend.name;
    try {
      const checked = checkedConfig(config, "restart");
      await this.rescue.start(backend, 0, async () => {
        await run.restart(checked);
        return run;
      });
    } catch (error) {
      this.failed = again;
      return this.refuse(error, backend, (patch) => ({ type: "restart", config: { ...config, ...patch } }));
    }
    this.settle();
    this.outbox.loaded(run.trainer);
    this.rest(run);
    return true;
  }

  /** @returns whether the run has a new policy */
  async revive(command: Revive): Promise<boolean> {
    const { run, failed } = this;
    const { patch } = command;
    if (failed) {
      const saved = failed.saved && { ...failed.saved, config: { ...failed.saved.config, ...patch } };
      const config = { ...failed.config, ...patch };
      return this.load({ ...failed, config, backend: command.backend ?? failed.backend, ...(saved && { saved }) });
    }
    if (run === null) return this.refuse(new Error("revive: expected a loaded run, got none"));
    const backend = command.backend ?? run.policy.backend.name;
    this.rescue.renew();
    this.outbox.setStatus("loading");
    try {
      const config = checkedConfig({ ...run.trainer.config, ...patch }, "revive");
      await this.rescue.start(backend, run.trainer.progress.step, async () => {
        await run.revive(backend, config);
        return run;
      });
    } catch (error) {
      return this.refuse(error, backend, (smaller) => ({ ...command, patch: { ...patch, ...smaller } }));
    }
    this.outbox.loaded(run.trainer);
    this.rest(run);
    return true;
  }

  /** Tells why not, and what to do instead. The run before it stays. */
  refuse(
    error: unknown,
    backend: BackendName | "auto" = "wasm",
    smaller?: (patch: Partial<RunConfig>) => Offer["command"],
  ): false {
    const failure = failureOf(error, this.run !== null);
    const fits = error instanceof MemoryError && smaller ? sizeOffer(error.patch, smaller) : null;
    const lost = failure.kind === "device-lost" || failure.kind === "out-of-memory";
    this.outbox.failure({ ...failure, ...(fits ?? (lost ? cpuOffer(backend) : null)) });
    this.outbox.setStatus(this.run !== null ? "paused" : "failed");
    return false;
  }

  private rest({ trainer }: LiveRun): void {
    this.outbox.setStatus(trainer.progress.step > 0 ? "paused" : "ready");
  }
}
