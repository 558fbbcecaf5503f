import type { SavedRuns, StoredRun } from "./savedRuns.ts";

/** Where saved runs are kept. Every method may reject; the caller says so and goes on. */
export type RunStorage = Pick<SavedRuns, "put" | "latest" | "get" | "delete">;

/** What the page asks of the storage worker, one run at a time, and what it answers. */
export interface PutOrder {
  id: number;
  run: StoredRun;
}
export interface PutAnswer {
  id: number;
  /** The browser's reason; absent when the run was stored. */
  refused?: string;
}

/** The part of `Worker` that storing needs; a test can stand in for it. */
export interface StorageWorker {
  postMessage(order: PutOrder, options: StructuredSerializeOptions): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<PutAnswer>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}
