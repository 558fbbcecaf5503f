import type { StageId, TraceExample } from "../protocol/pipeline.ts";
import { readText, writeText } from "./artifactStore.ts";
import { MissingInputError } from "./checkpoints.ts";
import type { StageContext } from "./context.ts";

/** Every example of a stage's data, a JSON line each: `<stage>/kept.jsonl` and `<stage>/rejected.jsonl`. */
export async function writeExamples(
  context: StageContext,
  name: "kept" | "rejected",
  examples: readonly TraceExample[],
): Promise<void> {
  const lines = examples.map((example) => JSON.stringify(example));
  await writeText(context.store, `${context.folder(context.stage)}/${name}.jsonl`, `${lines.join("\n")}\n`);
}

/** @throws MissingInputError where the stage has not been run */
export async function readKept(context: StageContext, stage: StageId): Promise<TraceExample[]> {
  const file = `${context.folder(stage)}/kept.jsonl`;
  const text = await readText(context.store, file);
  if (text === null) throw new MissingInputError(context.stage, stage, file);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line, i) => readExample(line, `${file}, line ${i + 1}`));
}

function readExample(line: string, where: string): TraceExample {
  try {
    const value: TraceExample = JSON.parse(line);
    if (typeof value.prompt === "string" && typeof value.response === "string") return value;
  } catch {
    // Named below.
  }
  throw new Error(`${where}: expected an example with prompt and response, got ${JSON.stringify(line.slice(0, 60))}`);
}
