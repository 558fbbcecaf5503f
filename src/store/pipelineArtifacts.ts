import { openDB } from "idb";
import type { ReasonArtifact } from "./reasonCheckpoints.ts";

/** Where the pipeline's worker keeps its files, "<stage>@<lineage>/<name>.json" and ".safetensors". */
const DATABASE = "aha-lab-pipeline";
const CHECKPOINT = /^([a-z-]+)@([0-9a-f]{12})\/((?!report$|reward-)[\w.-]+)\.json$/;

/** The checkpoints that stages of the paper left in this browser; none where no stage was run, or storage is refused. */
export async function pipelineArtifacts(): Promise<ReasonArtifact[]> {
  // Opening a database makes it; one that is not there yet must be left to the worker.
  const known = await indexedDB.databases().catch(() => []);
  if (!known.some(({ name }) => name === DATABASE)) return [];
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
