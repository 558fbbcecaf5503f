import type { Sieve, TraceExample } from "../protocol/pipeline.ts";
import { readText, writeText } from "./artifactStore.ts";
import type { StageContext } from "./context.ts";
import { exampleLine, readExampleLines, type SievedExample } from "./exampleLines.ts";
import { NothingKeptError } from "./nothingKeptError.ts";

/** Every example of a stage's data, a JSON line each: `<stage>/kept.jsonl` and `<stage>/rejected.jsonl`. */
export async function writeExamples(
  context: StageContext,
  name: "kept" | "rejected",
  examples: readonly SievedExample[],
): Promise<void> {
  const lines = examples.map((example) => exampleLine(example));
  await writeText(context.store, `${context.folder(context.stage)}/${name}.jsonl`, `${lines.join("\n")}\n`);
}

/**
 * The examples that the stage's sieves let through, as they were written.
 * @throws NothingKeptError where there are none; Error where the file has gone or holds another number of them
 */
export async function readKept(context: StageContext, sieves: readonly Sieve[]): Promise<TraceExample[]> {
  const { stage, settings } = context;
  const file = `${context.folder(stage)}/kept.jsonl`;
  const text = await readText(context.store, file);
  const examples = text === null ? [] : readExampleLines(text, file);
  const kept = sieves.reduce((sum, sieve) => sum + sieve.kept, 0);
  if (text === null || examples.length !== kept) {
    throw new Error(
      `${file}: expected the ${kept} examples that the sieves kept, got ${text === null ? "no such file" : examples.length} ` +
        `(put it back, or remove ${context.folder(stage)} and run --stage ${stage} again)`,
    );
  }
  if (kept > 0) return examples;
  throw new NothingKeptError(stage, sieves, `${context.folder(stage)}/rejected.jsonl`, settings.scale);
}
