import type { CheckpointSource } from "../protocol/reason.ts";
import type { CheckpointChoice } from "./reasonState.ts";
import type { SavedRuns } from "./savedRuns.ts";

/** A checkpoint that can be asked, and how to get at it. */
export interface CheckpointEntry extends CheckpointChoice {
  /** May reject: storage refused, run deleted meanwhile. */
  source(): Promise<CheckpointSource>;
}

/** A checkpoint that a pipeline of this browser has made. */
export interface ReasonArtifact {
  /** Letters, digits, ".", "-", "_". */
  name: string;
  title: string;
  note: string;
  load(): Promise<{ bytes: Uint8Array; json: string }>;
}

export interface CheckpointShelf {
  /** Address of a shipped checkpoint without extension. */
  url(name: string): string;
  /** Address of the list of shipped checkpoints. */
  listUrl: string;
  fetch: typeof fetch;
  runs: Pick<SavedRuns, "latest" | "get">;
  /** What the pipeline has stored in this browser, if it offers anything. */
  artifacts?: () => Promise<readonly ReasonArtifact[]>;
  /** A checkpoint that the address names; listed even where the list does not have it. */
  named: string;
}

/**
 * Every checkpoint at hand: shipped ones, the run saved in this browser, artifacts of the pipeline. Never rejects; what could not be
 * read is named in `remarks`.
 */
export async function listCheckpoints(
  shelf: CheckpointShelf,
): Promise<{ entries: CheckpointEntry[]; remarks: string[] }> {
  const remarks: string[] = [];
  const part = async (what: string, read: () => Promise<CheckpointEntry[]>): Promise<CheckpointEntry[]> => {
    try {
      return await read();
    } catch (error) {
      remarks.push(`${what} could not be read (${error instanceof Error ? error.message : String(error)}).`);
      return [];
    }
  };
  const [shipped, saved, made] = await Promise.all([
    part("The list of shipped checkpoints", () => shippedOnes(shelf)),
    part("Runs saved in this browser", () => savedOne(shelf)),
    part("Checkpoints of the pipeline", () => artifactsOf(shelf)),
  ]);
  const listed = shipped.some(({ id }) => id === shelf.named);
  return { entries: [...(listed ? [] : [shippedEntry(shelf, shelf.named)]), ...shipped, ...saved, ...made], remarks };
}

async function shippedOnes(shelf: CheckpointShelf): Promise<CheckpointEntry[]> {
  const response = await shelf.fetch(shelf.listUrl);
  if (!response.ok) throw new Error(`expected status 200, got ${response.status}`);
  const list: unknown = await response.json();
  if (!Array.isArray(list)) throw new Error("expected a list");
  return list.flatMap((item: unknown) => {
    if (typeof item !== "object" || item === null || !("name" in item)) return [];
    const { name } = item;
    if (typeof name !== "string" || !/^[a-z0-9-]+$/.test(name)) return [];
    const title = "title" in item && typeof item.title === "string" ? item.title : name;
    const note = "note" in item && typeof item.note === "string" ? item.note : "";
    return [shippedEntry(shelf, name, title, note)];
  });
}

const shippedEntry = (shelf: CheckpointShelf, name: string, title = name, note = ""): CheckpointEntry => ({
  id: name,
  title,
  note,
  source: () => Promise.resolve({ from: "url", url: shelf.url(name) }),
});

async function savedOne({ runs }: CheckpointShelf): Promise<CheckpointEntry[]> {
  const run = await runs.latest();
  if (!run) return [];
  const title = `Your run, step ${run.saved.step}`;
  return [
    {
      id: `run:${run.runId}`,
      title,
      note: `Saved in this browser ${new Date(run.savedAt).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}.`,
      source: async () => {
        const stored = await runs.get(run.runId);
        if (!stored) throw new Error(`saved run: expected ${run.runId} in this browser's storage, got none`);
        const { weights, shape, vocabularyHash } = stored.saved;
        return { from: "run", name: title, weights, shape, vocabularyHash };
      },
    },
  ];
}

async function artifactsOf({ artifacts }: CheckpointShelf): Promise<CheckpointEntry[]> {
  const made = (await artifacts?.()) ?? [];
  return made.map(({ name, title, note, load }) => ({
    id: `made:${name}`,
    title,
    note,
    source: async () => ({ from: "files", name, ...(await load()) }),
  }));
}
