import type { OptimizerState, Policy, Weights } from "../engine/policy.ts";
import { decodeOptimizer, encodeOptimizer } from "../trainer/checkpoint/optimizerFile.ts";
import { decodeSafetensors, encodeSafetensors } from "../trainer/checkpoint/safetensors.ts";
import type { PretrainProgress, Pretrainer, PretrainSettings } from "../trainer/pretrain/pretrainer.ts";
import { vocabularyHash } from "../world/vocabulary.ts";
import { WORLDS } from "../world/worlds.ts";
import { readState, writeState } from "./stateDirectory.ts";

/** What must be the same for a run to be gone on with. */
export type PretrainKey = PretrainSettings & { size: string };

interface PretrainState {
  weights: Weights;
  optimizer: OptimizerState;
  progress: PretrainProgress;
}

const PROGRESS_KEYS = [
  "step",
  "tokens",
  "pool",
  "batch",
  "lossSum",
  "lossWeight",
] as const satisfies (keyof PretrainProgress)[];

export async function writePretrainState(
  directory: string,
  key: PretrainKey,
  pretrainer: Pretrainer,
  policy: Policy,
): Promise<void> {
  writeState(directory, pretrainer.progress.step, {
    meta: { ...key, ...vocabularyOf(key), progress: pretrainer.progress },
    files: {
      weights: encodeSafetensors(await policy.exportWeights("policy"), {}, "F32"),
      optimizer: encodeOptimizer(await policy.exportOptimizer()),
    },
  });
}

/**
 * @returns null where no run was begun
 * @throws Error naming the first setting that differs from the run begun there, or the file that is broken
 */
export function readPretrainState(directory: string, key: PretrainKey): PretrainState | null {
  const state = readState(directory);
  if (state === null) return null;
  for (const [name, value] of Object.entries({ ...key, ...vocabularyOf(key) })) {
    if (state.meta[name] !== value) {
      const begun = JSON.stringify(state.meta[name]);
      throw new Error(
        `${directory}: expected the settings of the unfinished run there (${name} ${begun}), got ${name} ${value} ` +
          "(use its settings, another --out, or delete that directory)",
      );
    }
  }
  const { weights, optimizer } = state.files;
  const progress = parseProgress(state.meta["progress"]);
  if (weights === undefined || optimizer === undefined || progress === null) {
    throw new Error(
      `${directory}/state.json: expected weights, optimizer and progress, got something else (delete that directory)`,
    );
  }
  return {
    weights: decodeSafetensors(weights, `${directory}: weights`).weights,
    optimizer: decodeOptimizer(optimizer, `${directory}: optimizer`),
    progress,
  };
}

const vocabularyOf = ({ world }: PretrainKey) => ({ vocabularyHash: vocabularyHash(WORLDS[world].vocabularySize) });

function parseProgress(value: unknown): PretrainProgress | null {
  if (typeof value !== "object" || value === null) return null;
  const fields: Record<string, unknown> = { ...value };
  const read = (name: (typeof PROGRESS_KEYS)[number]): number => {
    const number = fields[name];
    return typeof number === "number" ? number : NaN;
  };
  const progress: PretrainProgress = {
    step: read("step"),
    tokens: read("tokens"),
    pool: read("pool"),
    batch: read("batch"),
    lossSum: read("lossSum"),
    lossWeight: read("lossWeight"),
  };
  return PROGRESS_KEYS.every((name) => Number.isFinite(progress[name])) ? progress : null;
}
