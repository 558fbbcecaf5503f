import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { PipelineSettings } from "../protocol/pipeline.ts";
import type { OwnReport, PaperRun } from "./paper.types.ts";

/** What the page must know to go on after a reload; weights and data are with the worker. */
export interface PaperMemory {
  settings: PipelineSettings;
  /** A run that is not finished, and whether a person had stopped it. */
  run: PaperRun | null;
  stopped: boolean;
}

/** Where reports and settings are kept. Every method may reject; the caller says so and goes on. */
export type PaperStore = Pick<PaperStorage, "putReport" | "reports" | "putMemory" | "memory">;

interface Schema extends DBSchema {
  reports: { key: string; value: OwnReport; indexes: { savedAt: number } };
  memory: { key: string; value: PaperMemory };
}

const MEMORY = "memory";
/** Reports are a few hundred kilobytes each. */
const KEPT_REPORTS = 60;

/** Own results of the stages in IndexedDB, the newest sixty, in a database of their own. */
export class PaperStorage {
  #name: string;
  #opened: Promise<IDBPDatabase<Schema>> | null = null;

  constructor(name = "aha-lab-paper") {
    this.#name = name;
  }

  async putReport(report: OwnReport): Promise<void> {
    const transaction = (await this.#open()).transaction("reports", "readwrite");
    await transaction.store.put(report);
    const keys = await transaction.store.index("savedAt").getAllKeys();
    await Promise.all(keys.slice(0, -KEPT_REPORTS).map((key) => transaction.store.delete(key)));
    await transaction.done;
  }

  /** Oldest first. */
  async reports(): Promise<OwnReport[]> {
    return (await this.#open()).getAllFromIndex("reports", "savedAt");
  }

  async putMemory(memory: PaperMemory): Promise<void> {
    await (await this.#open()).put("memory", memory, MEMORY);
  }

  async memory(): Promise<PaperMemory | null> {
    return (await (await this.#open()).get("memory", MEMORY)) ?? null;
  }

  async clear(): Promise<void> {
    (await this.#opened)?.close();
    this.#opened = null;
    await deleteDB(this.#name);
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#opened ??= openDB<Schema>(this.#name, 1, {
      upgrade: (database) => {
        database.createObjectStore("reports", { keyPath: "id" }).createIndex("savedAt", "savedAt");
        database.createObjectStore("memory");
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
