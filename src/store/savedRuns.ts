import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { AhaEvent, GroupView, SavedRun } from "../protocol/messages.ts";
import type { SavedRunSummary } from "./runState.ts";

/** The worker's state and what the page needs to look as before. */
export interface StoredRun {
  runId: string;
  savedAt: number;
  saved: SavedRun;
  ahas: readonly AhaEvent[];
  /** Groups of the last finished step. */
  groups: readonly GroupView[];
}

interface Schema extends DBSchema {
  runs: { key: string; value: StoredRun; indexes: { savedAt: number } };
}

const KEPT_RUNS = 3;

/**
 * Autosaved runs in IndexedDB, the newest three. Every method may reject (private mode, full disk, blocked storage): the
 * caller says so and goes on.
 */
export class SavedRuns {
  #name: string;
  #opened: Promise<IDBPDatabase<Schema>> | null = null;

  constructor(name = "aha-lab") {
    this.#name = name;
  }

  async put(run: StoredRun): Promise<void> {
    const database = await this.#open();
    const transaction = database.transaction("runs", "readwrite");
    // The order matters: when the disk is full, the older copy of this run must survive.
    await transaction.store.put(run);
    const keys = await transaction.store.index("savedAt").getAllKeys();
    await Promise.all(keys.slice(0, -KEPT_RUNS).map((key) => transaction.store.delete(key)));
    await transaction.done;
  }

  /** The run saved last, or null. */
  async latest(): Promise<StoredRun | null> {
    const database = await this.#open();
    const cursor = await database.transaction("runs").store.index("savedAt").openCursor(null, "prev");
    return cursor?.value ?? null;
  }

  async get(runId: string): Promise<StoredRun | null> {
    return (await (await this.#open()).get("runs", runId)) ?? null;
  }

  async delete(runId: string): Promise<void> {
    await (await this.#open()).delete("runs", runId);
  }

  async clear(): Promise<void> {
    (await this.#opened)?.close();
    this.#opened = null;
    await deleteDB(this.#name);
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#opened ??= openDB<Schema>(this.#name, 1, {
      upgrade: (database) => {
        database.createObjectStore("runs", { keyPath: "runId" }).createIndex("savedAt", "savedAt");
      },
      terminated: () => {
        this.#opened = null;
      },
    }).catch((error: unknown) => {
      this.#opened = null;
      throw error;
    });
    return this.#opened;
  }
}

export const summaryOf = ({ runId, savedAt, saved }: StoredRun): SavedRunSummary => ({
  runId,
  savedAt,
  step: saved.step,
  config: saved.config,
});
