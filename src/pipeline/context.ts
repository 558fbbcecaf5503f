import type { ModelShape, Policy, Weights } from "../engine/policy.ts";
import type { PipelineSettings, StageCost, StageId } from "../protocol/pipeline.ts";
import type { Checkpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import type { ArtifactStore } from "./artifactStore.ts";
import { PartState } from "./partState.ts";
import type { StageClock } from "./progress.ts";

/** What a stage works with. */
export interface StageContext {
  stage: StageId;
  settings: PipelineSettings;
  store: ArtifactStore;
  /** The pre-trained model that the lineage begins with, and its name. */
  base: Checkpoint;
  /** Where a stage's files stand in the store, without a final slash. */
  folder(stage: StageId): string;
  openPolicy(shape: ModelShape, weights: Weights): Promise<Policy>;
  clock: StageClock;
  /** Adds up while the stage runs; goes into its report. */
  cost: StageCost;
  /** Awaited between pieces of work. @throws AbandonedError when the run is to stop; what is done is stored */
  pausePoint(): Promise<void>;
  /** Of the remembered part that is being done: what it has done so far. */
  part?: PartState;
  /** ISO 8601. */
  today(): string;
}

/**
 * A part of a stage that is not done again when the stage is resumed: its result is stored as JSON.
 *
 * @param make is given the context in which an interrupted part goes on with what it kept
 */
export async function remembered<T>(
  context: StageContext,
  name: string,
  make: (context: StageContext) => Promise<T>,
): Promise<T> {
  const file = `${context.folder(context.stage)}/parts/${name}.json`;
  const bytes = await context.store.read(file);
  if (bytes !== null) {
    const { value, cost } = readPart<T>(bytes, file);
    addCost(context.cost, cost);
    return value;
  }
  const before = { ...context.cost };
  const start = performance.now();
  // Checkpoints of the same name have their own state.
  const part = await PartState.open(context, `${context.folder(context.stage)}/state/part-${name}.bin`);
  const value = await make({ ...context, part });
  // What trained inside has counted its own seconds, those before an interruption included.
  const counted = context.cost.seconds - before.seconds;
  context.cost.seconds += Math.max(0, (performance.now() - start) / 1000 - counted) + part.seconds;
  const cost = {
    sampledTokens: context.cost.sampledTokens - before.sampledTokens,
    trainedTokens: context.cost.trainedTokens - before.trainedTokens,
    seconds: context.cost.seconds - before.seconds,
  };
  await context.store.write(file, new TextEncoder().encode(JSON.stringify({ value, cost })));
  await part.remove();
  return value;
}

/** Stores what `readJson` reads. */
export function writeJson(context: StageContext, name: string, value: unknown): Promise<void> {
  const cost: StageCost = { sampledTokens: 0, trainedTokens: 0, seconds: 0 };
  const bytes = new TextEncoder().encode(JSON.stringify({ value, cost }));
  return context.store.write(`${context.folder(context.stage)}/parts/${name}.json`, bytes);
}

/** What `remembered` stored under this name; null where it has not been made. */
export async function readJson<T>(context: StageContext, name: string): Promise<T | null> {
  const file = `${context.folder(context.stage)}/parts/${name}.json`;
  const bytes = await context.store.read(file);
  return bytes === null ? null : readPart<T>(bytes, file).value;
}

interface Part<T> {
  value: T;
  cost: StageCost;
}

function readPart<T>(bytes: Uint8Array, file: string): Part<T> {
  const text = new TextDecoder().decode(bytes);
  try {
    const part: Partial<Part<T>> | null = JSON.parse(text);
    if (part?.value !== undefined && typeof part.cost?.seconds === "number")
      return { value: part.value, cost: part.cost };
  } catch {
    // Named below.
  }
  throw new Error(
    `${file}: expected a part of a stage's result, got ${JSON.stringify(text.slice(0, 40))} (delete it to do it again)`,
  );
}

export function addCost(sum: StageCost, more: StageCost): void {
  sum.sampledTokens += more.sampledTokens;
  sum.trainedTokens += more.trainedTokens;
  sum.seconds += more.seconds;
}
