import { yieldToEventLoop } from "../lib/yieldToEventLoop.ts";
import type { RunStorage, StorageWorker } from "./runStorage.ts";
import { SavedRuns, type StoredRun } from "./savedRuns.ts";

const createStorageWorker = (): StorageWorker =>
  new Worker(new URL("./storageWorker.ts", import.meta.url), { type: "module" });

/**
 * Saved runs, written in a worker: the browser packs and compresses what is stored inside `put`, which for megabytes of weights is
 * long enough to drop frames. What is left to this thread is one copy of the buffers, in pieces. Reading happens once, at the start, here.
 */
export class BackgroundRuns implements RunStorage {
  #here: SavedRuns;
  #create: () => StorageWorker;
  #worker: StorageWorker | null = null;
  #orders = 0;
  #waiting = new Map<number, { resolve: () => void; reject: (reason: Error) => void }>();

  constructor(create = createStorageWorker, here = new SavedRuns()) {
    this.#create = create;
    this.#here = here;
  }

  async put(run: StoredRun): Promise<void> {
    const { copy, transfer } = await copyInPieces(run);
    return new Promise((resolve, reject) => {
      const id = this.#orders++;
      // Throws, and so rejects, where the browser allows no worker.
      (this.#worker ??= this.#start()).postMessage({ id, run: copy }, { transfer });
      this.#waiting.set(id, { resolve, reject });
    });
  }

  latest(): Promise<StoredRun | null> {
    return this.#here.latest();
  }

  get(runId: string): Promise<StoredRun | null> {
    return this.#here.get(runId);
  }

  delete(runId: string): Promise<void> {
    return this.#here.delete(runId);
  }

  #start(): StorageWorker {
    const worker = this.#create();
    worker.onmessage = ({ data: { id, refused } }) => {
      const order = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (refused === undefined) order?.resolve();
      else order?.reject(new Error(refused));
    };
    worker.onerror = ({ message }) => {
      worker.terminate();
      this.#worker = null;
      for (const { reject } of this.#waiting.values()) reject(new Error(message || "the writer could not be started"));
      this.#waiting.clear();
    };
    return worker;
  }
}

/** The page keeps its own for a crash. Each buffer is copied in a task of its own; a clone by `postMessage` would take one long task. */
async function copyInPieces(run: StoredRun): Promise<{ copy: StoredRun; transfer: ArrayBuffer[] }> {
  const saved = { ...run.saved };
  const transfer: ArrayBuffer[] = [];
  for (const key of ["weights", "reference", "optimizer"] as const) {
    const piece = saved[key].slice();
    saved[key] = piece;
    transfer.push(piece.buffer);
    await yieldToEventLoop();
  }
  return { copy: { ...run, saved }, transfer };
}
