import type { StageReport } from "../protocol/pipeline.ts";
import type { StoredExample } from "./paperExampleLines.ts";
import type { PaperState } from "./paper.types.ts";
import { readExamplesFile } from "./readExamplesFile.ts";

/** Every example of one stage's result, as far as the page has them. Of one result at a time: a stage has megabytes of them. */
export type PaperExamples = { report: StageReport } & (
  | { status: "reading" }
  | { status: "ready"; groups: ReadonlyMap<string, readonly StoredExample[]> }
  /** The report's few are all there are. */
  | { status: "missing" }
  | { status: "failed"; problem: string }
);

export interface ExampleFiles {
  /** The folder of the page; shipped examples are `pipeline/<stage>.examples.jsonl.gz` below it. */
  baseUrl: string;
  fetchFile: typeof fetch;
  /** A file of the pipeline's database, null where there is none. */
  readOwn: (name: string) => Promise<Uint8Array<ArrayBuffer> | null>;
}

/** The name under which a sieve's examples of one filter are found; the filter is null for what was kept. */
export const groupOf = (source: string, filter: string | null): string => `${source}/${filter ?? ""}`;

/** What the page has of a result's examples; null where nobody asked for them. */
export const examplesOf = ({ examples }: PaperState, report: StageReport): PaperExamples | null =>
  examples?.report === report ? examples : null;

/**
 * All examples of a stage's result by sieve and filter: of one's own from the browser's database, of the shipped one from beside the page.
 * Null where there is no such file.
 *
 * @throws naming file and place of what cannot be read
 */
export async function loadExamples(
  { stage, lineage }: StageReport,
  own: boolean,
  { baseUrl, fetchFile, readOwn }: ExampleFiles,
): Promise<Map<string, StoredExample[]> | null> {
  const files = own
    ? await Promise.all(["kept", "rejected"].map((name) => named(`${stage}@${lineage}/${name}.jsonl`, readOwn)))
    : [
        await named(`pipeline/${stage}.examples.jsonl.gz`, (name) =>
          fetchedBytes(new URL(name, baseUrl).href, fetchFile),
        ),
      ];
  const groups = new Map<string, StoredExample[]>();
  for (const { name, bytes } of files) {
    if (bytes === null) return null;
    await readExamplesFile(bytes, name, (example) => {
      const group = groupOf(example.source, example.filter);
      const known = groups.get(group);
      if (known) known.push(example);
      else groups.set(group, [example]);
    });
  }
  return groups;
}

async function named<T>(name: string, read: (name: string) => Promise<T>): Promise<{ name: string; bytes: T }> {
  try {
    return { name, bytes: await read(name) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${name}: expected a file that can be read, got ${reason}`, { cause: error });
  }
}

async function fetchedBytes(url: string, fetchFile: typeof fetch): Promise<Uint8Array<ArrayBuffer> | null> {
  const response = await fetchFile(url);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
