import type { FailureKind } from "../protocol/messages.ts";

const MOST_LOSSES = 3;
const MINUTE = 60_000; // ms

/**
 * When to stop going on by itself: after three losses within a minute, after three at the same place without anything done in
 * between, and when memory runs out (or an error without a name returns) at the same place twice.
 */
export class Patience {
  /** Devices lost. */
  losses = 0;
  private times: number[] = [];
  private readonly places = new Map<string, number>();

  /**
   * @param place what was being done, and at which step
   * @param now milliseconds
   * @returns whether to go on
   */
  lasts(kind: FailureKind, place: string, now: number): boolean {
    this.losses++;
    this.times = [...this.times.filter((time) => now - time < MINUTE), now];
    const here = (this.places.get(place) ?? 0) + 1;
    this.places.set(place, here);
    return this.times.length < MOST_LOSSES && here < (kind === "device-lost" ? MOST_LOSSES : 2);
  }

  /** Something was done: the places are passed. */
  progress(): void {
    this.places.clear();
  }
}
