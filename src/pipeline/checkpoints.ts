import type { ModelShape, Policy, Weights } from "../engine/policy.ts";
import type { ArtifactRef, RewardModelKind, StageCost, StageId } from "../protocol/pipeline.ts";
import { encodeCheckpoint } from "../trainer/checkpoint/encodeCheckpoint.ts";
import { type Checkpoint, loadCheckpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import { readText, writeText } from "./artifactStore.ts";
import { addCost, readJson, type StageContext, writeJson } from "./context.ts";
import { stageInfo } from "../recipes/stages.ts";

/** What a training part leaves behind. */
export interface Trained {
  shape: ModelShape;
  weights: Weights;
  /** Tokens trained on. */
  tokens: number;
  /** Smoothed loss; null in RL, where it says nothing. */
  loss: number | null;
  /** Name of the checkpoint that training started from. */
  parent?: string;
  rewardModel?: RewardModelKind;
}

const path = (context: StageContext, stage: StageId, name: string): string => `${context.folder(stage)}/${name}`;

/** The stored checkpoint of a stage; null where it has not been made. @throws CheckpointError when it is broken */
async function storedCheckpoint(context: StageContext, stage: StageId, name: string): Promise<Checkpoint | null> {
  const stem = path(context, stage, name);
  const [bytes, json] = [
    await context.store.read(`${stem}.safetensors`),
    await readText(context.store, `${stem}.json`),
  ];
  return bytes === null || json === null ? null : loadCheckpoint(bytes, json, stem);
}

/** @throws naming the stage to run first */
export async function neededCheckpoint(
  context: StageContext,
  stage: StageId,
  name: string = stage,
): Promise<Checkpoint> {
  const found = await storedCheckpoint(context, stage, name);
  if (found !== null) return found;
  throw new MissingInputError(context.stage, stage, `${path(context, stage, name)}.safetensors`);
}

/** A stage was started before one that it needs. Callers branch on the class. */
export class MissingInputError extends Error {
  override readonly name = "MissingInputError";

  constructor(
    readonly stage: StageId,
    readonly needed: StageId,
    file: string,
  ) {
    super(
      `stage ${stage}: expected the result of stage ${needed} (${file}), got none ` +
        `(run --stage ${needed} first, "${stageInfo(needed).title}", or --stage all)`,
    );
  }
}

/** The stage's checkpoint of that name, trained unless it is stored. What is returned is what is stored: rounded to half precision. */
export async function ensureCheckpoint(
  context: StageContext,
  name: string,
  train: () => Promise<Trained>,
): Promise<Checkpoint> {
  const stored = await storedCheckpoint(context, context.stage, name);
  if (stored !== null) {
    const known = await readJson<StageCost>(context, `cost-${name}`);
    if (known) addCost(context.cost, known);
    return stored;
  }
  const before = { ...context.cost };
  const { shape, weights, tokens, loss, parent, rewardModel } = await train();
  const { settings, stage, store } = context;
  const { bytes, info } = encodeCheckpoint(weights, {
    name,
    shape,
    command: `npm run pipeline -- --stage ${stage} --scale ${settings.scale} --seed ${settings.seed} --out DIR`,
    seed: settings.seed,
    tokens,
    loss,
    scores: null,
    ...(parent === undefined ? {} : { parent }),
    ...(rewardModel === undefined ? {} : { rewardModel }),
    dtype: "F16",
    date: context.today(),
  });
  const { cost } = context;
  await writeJson(context, `cost-${name}`, {
    sampledTokens: cost.sampledTokens - before.sampledTokens,
    trainedTokens: cost.trainedTokens - before.trainedTokens,
    seconds: cost.seconds - before.seconds,
  });
  const stem = path(context, stage, name);
  await writeText(store, `${stem}.json`, `${JSON.stringify(info, null, 2)}\n`);
  await store.write(`${stem}.safetensors`, bytes);
  // Nothing goes on from here any more.
  await store.remove(`${context.folder(stage)}/state/${name}.bin`);
  return loadCheckpoint(bytes, info, stem);
}

export const refOf = ({ info }: Checkpoint): ArtifactRef => ({ name: info.name, sha256: info.sha256 });

/** A policy for as long as `body` needs it. */
export async function withPolicy<T>(
  context: StageContext,
  { shape, weights }: { shape: ModelShape; weights: Weights },
  body: (policy: Policy) => Promise<T>,
): Promise<T> {
  const policy = await context.openPolicy(shape, weights);
  try {
    return await body(policy);
  } finally {
    policy.dispose();
  }
}
