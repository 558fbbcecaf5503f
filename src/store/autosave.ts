import type { RunStorage } from "./runStorage.ts";
import type { StoredRun } from "./savedRuns.ts";

/**
 * Writes runs one after another. A slow disk never piles them up: only the newest waits. After a refusal it goes on trying
 * with the next save, and tells about the first refusal of a row only.
 */
export class Autosave {
  #runs: RunStorage;
  #onRefused: (reason: string) => void;
  #waiting: StoredRun | null = null;
  #writing: Promise<void> | null = null;
  #refused = false;

  constructor(runs: RunStorage, onRefused: (reason: string) => void) {
    this.#runs = runs;
    this.#onRefused = onRefused;
  }

  save(run: StoredRun): void {
    this.#waiting = run;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
  }

  /** Resolves when nothing is left to write. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting) {
      const run = this.#waiting;
      this.#waiting = null;
      try {
        await this.#runs.put(run);
        this.#refused = false;
      } catch (error) {
        if (!this.#refused) this.#onRefused(error instanceof Error ? error.message : String(error));
        this.#refused = true;
      }
    }
  }
}
