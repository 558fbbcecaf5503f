import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ArtifactStore, StorageError } from "../pipeline/artifactStore.ts";

/** A run of the pipeline in a directory. A file is written beside its place and renamed into it. */
export function directoryStore(directory: string): ArtifactStore {
  return {
    async read(name) {
      const path = join(directory, name);
      try {
        return new Uint8Array(readFileSync(path));
      } catch (error) {
        if (isMissing(error)) return null;
        throw new Error(`${path}: expected a file that can be read, got ${messageOf(error)}`, { cause: error });
      }
    },
    async write(name, bytes) {
      const path = join(directory, name);
      const temporary = `${path}.tmp`;
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(temporary, bytes);
        renameSync(temporary, path);
      } catch (error) {
        discard(temporary);
        throw new StorageError(path, messageOf(error));
      }
    },
    async remove(name) {
      rmSync(join(directory, name), { force: true });
    },
  };
}

/** What cannot be removed either must not hide why it could not be written. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is in the way for a reason of its own.
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
