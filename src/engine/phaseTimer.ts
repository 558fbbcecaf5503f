import type { PolicyTimings } from "./policy.ts";

export type Phase = keyof PolicyTimings;

/** Adds up wall-clock time by phase. Phases may nest: the time of the inner one is taken off the outer one. */
export class PhaseTimer {
  private readonly seconds: PolicyTimings = {
    prefill: 0,
    decode: 0,
    logProbs: 0,
    forward: 0,
    backward: 0,
    optimizer: 0,
    readBack: 0,
  };
  /** Milliseconds that phases inside the one now running have taken. */
  private inside = 0;

  async time<T>(phase: Phase, body: () => T | Promise<T>): Promise<T> {
    const outer = this.inside;
    this.inside = 0;
    const start = performance.now();
    try {
      return await body();
    } finally {
      const elapsed = performance.now() - start;
      this.seconds[phase] += (elapsed - this.inside) / 1000;
      this.inside = outer + elapsed;
    }
  }

  /** A copy. */
  read(): PolicyTimings {
    return { ...this.seconds };
  }
}
