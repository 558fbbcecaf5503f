import { openDB } from "idb";
import type { ReasonArtifact } from "./reasonCheckpoints.ts";

/** Where the pipeline's worker keeps its files, "<stage>@<lineage>/<name>.json" and ".safetensors". */
const DATABASE = "aha-lab-pipeline";
const CHECKPOINT = /^([a-z-]+)@([0-9a-f]{12})\/((?!report$|reward-)[\w.-]+)\.json$/;

/** The checkpoints that stages of the paper left in this browser; none where no stage was run, or storage is refused. */
export async function pipelineArtifacts(): Promise<ReasonArtifact[]> {
  if (!(await isThere())) return [];
  const database = await openDB(DATABASE);
  try {
    const keys = (await database.getAllKeys("files")).map(String);
    const files = new Set(keys);
    return keys.flatMap((key): ReasonArtifact[] => {
      const [, stage = "", lineage = "", name = ""] = CHECKPOINT.exec(key) ?? [];
      const weights = key.replace(/json$/, "safetensors");
      if (name === "" || !files.has(weights)) return [];
      return [
        {
          name: `${name}-${lineage}`,
          title: `${name} (your run)`,
          note: `Made in this browser by stage ${stage}, lineage ${lineage}.`,
          load: () => load(key, weights),
        },
      ];
    });
  } finally {
    database.close();
  }
}

/** A file of a stage that was run in this browser, "<stage>@<lineage>/<name>"; null where there is none. */
export async function pipelineFile(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!(await isThere())) return null;
  const database = await openDB(DATABASE);
  try {
    const found: unknown = await database.get("files", name);
    return found instanceof Uint8Array ? new Uint8Array(found) : null;
  } finally {
    database.close();
  }
}

/** Opening a database makes it; one that is not there yet must be left to the worker. */
async function isThere(): Promise<boolean> {
  const known = await indexedDB.databases().catch(() => []);
  return known.some(({ name }) => name === DATABASE);
}

async function load(json: string, weights: string): Promise<{ bytes: Uint8Array; json: string }> {
  const database = await openDB(DATABASE);
  try {
    const [info, bytes]: unknown[] = await Promise.all([database.get("files", json), database.get("files", weights)]);
    if (!(info instanceof Uint8Array) || !(bytes instanceof Uint8Array)) {
      throw new Error(`${weights}: expected a stored checkpoint, got none`);
    }
    return { bytes, json: new TextDecoder().decode(info) };
  } finally {
    database.close();
  }
}
