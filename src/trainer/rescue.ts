import type { BackendName } from "../engine/policy.ts";
import type { Activity, Failure, FailureKind, Recovery } from "../protocol/messages.ts";
import { failureOf, kindOf } from "./failureOf.ts";
import type { LiveRun, Supplies } from "./liveRun.ts";
import { halved, MemoryError } from "./memoryError.ts";
import { cpuOffer, sizeOffer } from "./offers.ts";
import type { Outbox } from "./outbox.ts";
import { Patience } from "./patience.ts";

type CurableKind = Recovery["kind"];

/** Waits before each attempt to get another device: a driver that was reset needs a moment. Milliseconds. */
const ATTEMPTS = [0, 500, 2000];

/** Keeps a run going whose device is lost, out of memory or in error: another policy, with the state after the last whole step. */
export class Rescue {
  private patience = new Patience();

  constructor(
    private readonly supplies: Pick<Supplies, "now" | "wait">,
    private readonly outbox: Outbox,
  ) {}

  /** What a new device may cure; null for every other error. On a GPU, an error without a name may come from the device, too. */
  curable(error: unknown, backend: BackendName | "auto"): CurableKind | null {
    if (error instanceof MemoryError) return null;
    const kind = kindOf(error);
    if (kind === "device-lost" || kind === "out-of-memory") return kind;
    return kind === "internal" && backend === "webgpu" ? kind : null;
  }

  /** Something was done. */
  progress(): void {
    this.patience.progress();
  }

  /** A person asked to try again: the count begins anew. */
  renew(): void {
    this.patience = new Patience();
  }

  /**
   * After an error that may be cured.
   * @returns null where the run goes on, else what to tell: the run is then whole but has no policy
   */
  async after(run: LiveRun, error: unknown, kind: CurableKind, activity: Activity): Promise<Failure | null> {
    const start = this.supplies.now();
    const backend = run.policy.backend.name;
    const step = run.trainer.progress.step;
    if (!this.patience.lasts(kind, `${step} ${activity}`, start)) {
      run.dispose();
      return this.surrender(run, error, kind, activity);
    }
    const refusal = await this.revive(run);
    if (refusal !== null) {
      const why = failureOf(error, true, kind);
      const message = `${why.message} No other device could be had: ${failureOf(refusal, true).message}`;
      return { ...this.surrender(run, error, kind, activity), message };
    }
    this.report(run, kind, activity, start, backend);
    return null;
  }

  /** A policy for a run that has none. @returns null, or why there is none */
  async revive(run: LiveRun): Promise<unknown> {
    const backend = run.policy.backend.name;
    let refusal: unknown = null;
    for (const pause of ATTEMPTS) {
      if (pause > 0) await this.supplies.wait(pause);
      try {
        await run.revive();
        return null;
      } catch (error) {
        refusal = error;
        if (error instanceof MemoryError) return error;
        const kind = this.curable(error, backend);
        if (kind && !this.patience.lasts(kind, "revive", this.supplies.now())) return error;
      }
    }
    if (!run.automatic) return refusal;
    try {
      await run.revive("auto");
      return null;
    } catch (error) {
      return error;
    }
  }

  /**
   * Sets a run up, again after a loss.
   * @throws what `begin` throws that no new device cures, or the last loss where there were too many
   */
  async start(backend: BackendName | "auto", step: number, begin: () => Promise<LiveRun>): Promise<LiveRun> {
    const start = this.supplies.now();
    for (let lost: CurableKind | null = null; ;) {
      try {
        const run = await begin();
        if (lost) this.report(run, lost, "starting", start, run.policy.backend.name);
        this.progress();
        return run;
      } catch (error) {
        lost = this.curable(error, backend);
        if (lost === null || lost === "internal") throw error;
        if (!this.patience.lasts(lost, `${step} starting`, this.supplies.now())) throw error;
      }
    }
  }

  private report(run: LiveRun, kind: CurableKind, activity: Activity, start: number, before: BackendName): void {
    const { trainer, policy } = run;
    const { step } = trainer.progress;
    const { name, description } = policy.backend;
    const where =
      name !== before ? `on ${description}` : name === "webgpu" ? "on a new device" : "with a new start of the engine";
    const kept = step > 0 ? `Everything up to step ${step} is kept and the run` : "The run";
    const message = `${WHAT[kind]} ${during(activity, step)}. ${kept} goes on by itself ${where}.`;
    const seconds = (this.supplies.now() - start) / 1000;
    if (name !== before) this.outbox.loaded(trainer);
    this.outbox.post({
      type: "recovered",
      recovery: { kind, activity, step, message, losses: this.patience.losses, seconds },
    });
  }

  private surrender(run: LiveRun, error: unknown, kind: CurableKind, activity: Activity): Failure {
    const { trainer, policy } = run;
    const { step } = trainer.progress;
    const { name } = policy.backend;
    const { message } = failureOf(error, true, kind);
    const offered = this.offer(run, kind, activity);
    const kept = `Everything up to step ${step} is kept.`;
    const again = `Press Train to try ${name === "webgpu" ? "the GPU" : "it"} once more`;
    const otherwise = offered ? ", or take the offer below." : ".";
    return {
      kind,
      message: `${AGAIN[kind]} ${during(activity, step)}: ${message}`,
      hint: `${kept} ${again}${otherwise}`,
      recoverable: true,
      ...offered,
    };
  }

  /** An evaluation's and a replay's memory does not depend on the step's size. */
  private offer(run: LiveRun, kind: FailureKind, activity: Activity): ReturnType<typeof cpuOffer> {
    const { policy, trainer } = run;
    const { name } = policy.backend;
    const smaller = kind === "out-of-memory" && activity !== "evaluating" && activity !== "replaying";
    const patch = smaller ? halved(policy.shape, name, trainer.config) : null;
    return sizeOffer(patch, (found) => ({ type: "revive", patch: found })) ?? cpuOffer(name);
  }
}

const WHAT: Readonly<Record<CurableKind, string>> = {
  "device-lost": "The GPU was lost",
  "out-of-memory": "Memory ran out",
  internal: "The GPU reported an error",
};

const AGAIN: Readonly<Record<CurableKind, string>> = {
  "device-lost": "The GPU was lost again",
  "out-of-memory": "Memory ran out again",
  internal: "The GPU reported an error again",
};

function during(activity: Activity, step: number): string {
  switch (activity) {
    case "starting":
      return "while the run was being set up";
    case "sampling":
      return `while sampling for step ${step + 1}`;
    case "updating":
      return `in the update of step ${step + 1}`;
    case "evaluating":
      return "during an evaluation";
    case "replaying":
      return "during a replay";
    case "saving":
      return `while the state of step ${step + 1} was being read back`;
  }
}
