import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { type ArtifactStore, StorageError } from "./artifactStore.ts";

interface Schema extends DBSchema {
  files: { key: string; value: Uint8Array };
}

/** A run of the pipeline in the browser's database, in one of its own. */
export class DatabaseStore implements ArtifactStore {
  #opened: Promise<IDBPDatabase<Schema>> | null = null;

  constructor(private readonly name = "aha-lab-pipeline") {}

  async read(name: string): Promise<Uint8Array | null> {
    return (await (await this.#open()).get("files", name)) ?? null;
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    try {
      await (await this.#open()).put("files", bytes, name);
    } catch (error) {
      throw new StorageError(name, error instanceof Error ? error.message : String(error));
    }
  }

  async remove(name: string): Promise<void> {
    await (await this.#open()).delete("files", name);
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#opened ??= openDB<Schema>(this.name, 1, {
      upgrade: (database) => void database.createObjectStore("files"),
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
