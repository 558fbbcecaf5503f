/**
 * Where a run of the pipeline keeps its files: a directory, or the browser's database. Names are paths such as
 * "zero/report.json". A write replaces the whole file or nothing.
 */
export interface ArtifactStore {
  /** null where there is no such file. */
  read(name: string): Promise<Uint8Array | null>;
  /** @throws StorageError when it could not be stored; what was there before is still there */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Removing what is not there is no error. */
  remove(name: string): Promise<void>;
}

/** Something could not be kept: the disk is full, the browser refused. Callers branch on the class. */
export class StorageError extends Error {
  override readonly name = "StorageError";

  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(
      `${file}: could not be stored (${reason}); what was stored before is still there; mend that and run it again`,
    );
  }
}

export async function readText(store: ArtifactStore, name: string): Promise<string | null> {
  const bytes = await store.read(name);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

export const writeText = (store: ArtifactStore, name: string, text: string): Promise<void> =>
  store.write(name, new TextEncoder().encode(text));

/** A store in memory, for what need not outlive the process. */
export function memoryStore(): ArtifactStore {
  const files = new Map<string, Uint8Array>();
  return {
    read: async (name) => files.get(name)?.slice() ?? null,
    write: async (name, bytes) => void files.set(name, bytes.slice()),
    remove: async (name) => void files.delete(name),
  };
}
