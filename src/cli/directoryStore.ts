import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ArtifactStore, StorageError } from "../pipeline/artifactStore.ts";

/** A run of the pipeline in a directory. A file is written beside its place and renamed into it. */
export function directoryStore(directory: string): ArtifactStore {
  return {
    async read(name) {
      try {
        return new Uint8Array(readFileSync(join(directory, name)));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
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
        rmSync(temporary, { force: true });
        throw new StorageError(path, error instanceof Error ? error.message : String(error));
      }
    },
    async remove(name) {
      rmSync(join(directory, name), { force: true });
    },
  };
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
