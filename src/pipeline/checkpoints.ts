import type { ModelShape, Policy, Weights } from "../engine/policy.ts";
import type { ArtifactRef, RewardModelKind, StageCost, StageId } from "../protocol/pipeline.ts";
import { encodeCheckpoint } from "../trainer/checkpoint/encodeCheckpoint.ts";
import { type Checkpoint, loadCheckpoint } from "../trainer/checkpoint/loadCheckpoint.ts";
import { readText, writeText } from "./artifactStore.ts";
import { addCost, readJson, type StageContext, writeJson } from "./context.ts";
import { MissingInputError } from "./missingInputError.ts";
import { readReport } from "./reports.ts";

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

/**
 * What an earlier stage, or an earlier part of this one, left: of an earlier stage exactly what its report names.
 * @throws MissingInputError naming the stage to run first; Error naming the file when it is another one than the report's
 */
export async function neededCheckpoint(
  context: StageContext,
  stage: StageId,
  name: string = stage,
): Promise<Checkpoint> {
  const found = await storedCheckpoint(context, stage, name);
  const file = `${path(context, stage, name)}.safetensors`;
  if (found === null) throw new MissingInputError(context.stage, stage, file);
  const reported = stage === context.stage ? null : ((await readReport(context, stage))?.checkpoint ?? null);
  if (reported !== null && reported.sha256 !== found.info.sha256) {
    throw new Error(
      `${file}: expected the checkpoint that ${context.folder(stage)}/report.json names (sha256 ${reported.sha256}), ` +
        `got ${found.info.name} (sha256 ${found.info.sha256}; put the right one back, or remove that folder and run --stage ${stage} again)`,
    );
  }
  return found;
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
