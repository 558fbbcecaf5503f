import { parameterCount } from "../engine/model/parameters.ts";
import type { Failure, FromWorker, Phase, RunStatus, SavedRun } from "../protocol/messages.ts";
import type { Trainer } from "./trainer.ts";

const PROGRESS_INTERVAL = 100; // ms

/** What goes to the page: statuses only when they change, progress ten times a second, tensors moved instead of copied. */
export class Outbox {
  private last: RunStatus | null = null;
  private lastProgress = 0;

  constructor(
    readonly post: (message: FromWorker, transfer?: ArrayBuffer[]) => void,
    private readonly now: () => number,
  ) {}

  get status(): RunStatus | null {
    return this.last;
  }

  setStatus(status: RunStatus): void {
    if (status === this.last) return;
    this.last = status;
    this.post({ type: "status", status });
  }

  progress(step: number, phase: Phase, fraction: number, tokensPerSecond: number): void {
    const now = this.now();
    if (now - this.lastProgress < PROGRESS_INTERVAL) return;
    this.lastProgress = now;
    this.post({ type: "progress", step, phase, fraction, tokensPerSecond });
  }

  loaded({ policy, config, progress }: Trainer): void {
    const { shape, backend } = policy;
    const parameters = parameterCount(shape);
    this.post({ type: "loaded", backend, shape, parameters, step: progress.step, config });
  }

  saved(saved: SavedRun): void {
    const transfer = [saved.weights, saved.reference, saved.optimizer].flatMap(({ buffer }) =>
      buffer instanceof ArrayBuffer ? [buffer] : [],
    );
    this.post({ type: "saved-state", saved }, transfer);
  }

  failure(failure: Failure): void {
    this.post({ type: "failure", failure });
  }
}
