import { largestThatFits, memoryBudget, memoryNeed, type MemoryPlan } from "../engine/memoryBudget.ts";
import type { BackendName, ModelShape } from "../engine/policy.ts";
import type { RunConfig } from "../rl/config.ts";
import { evaluationRows } from "./evaluate.ts";

/** Longest prompt of the world: four numbers and a target. test/trainer/memoryError.test.ts holds it to that. */
export const LONGEST_PROMPT = 16;
/** Groups that are scored once more for the inspector. */
const SHOWN_GROUPS = 4;
/** Below this no answer fits, thinking or not. */
const SHORTEST = 32;
const MIB = 2 ** 20;

type Size = Pick<RunConfig, "prompts" | "groupSize">;

/** A run does not fit into the memory that it may take. Callers branch on the class. */
export class MemoryError extends Error {
  override readonly name = "MemoryError";

  constructor(
    backend: BackendName,
    /** Bytes. */
    readonly need: number,
    readonly budget: number,
    config: RunConfig,
    /** Settings that fit; null where none do. */
    readonly patch: Partial<RunConfig> | null,
  ) {
    const [needed, given] = [need, budget].map((bytes) => `${Math.round(bytes / MIB).toLocaleString("en")} MiB`);
    super(
      `memory: expected a run that fits into ${given} on "${backend}", got one that may need ${needed} ` +
        `(${config.prompts} prompts × ${config.groupSize}, answers of up to ${config.maxNewTokens} tokens)`,
    );
  }
}

/** @throws MemoryError where a run with this config may need more than it may take, before anything is allocated */
export function assertFits(shape: ModelShape, backend: BackendName, config: RunConfig): void {
  const need = memoryNeed(backend, planOf(shape, config));
  const budget = memoryBudget(backend);
  if (need > budget) throw new MemoryError(backend, need, budget, config, smaller(shape, backend, config, config));
}

/** The largest prompts × group that fits and has at most half of the rows: for a run that ran out of memory all the same. */
export function halved(shape: ModelShape, backend: BackendName, config: RunConfig): Partial<RunConfig> | null {
  const { prompts, groupSize } = config;
  if (prompts > 1) return smaller(shape, backend, config, { prompts: Math.floor(prompts / 2), groupSize });
  if (groupSize > 3) return smaller(shape, backend, config, { prompts, groupSize: Math.floor(groupSize / 2) });
  return null;
}

/** Fewer rows, and only where that is not enough (an evaluation has its own) shorter answers. */
function smaller(shape: ModelShape, backend: BackendName, config: RunConfig, most: Size): Partial<RunConfig> | null {
  const { minibatches } = config;
  const shortest = Math.min(SHORTEST, config.maxNewTokens);
  for (let { maxNewTokens } = config; maxNewTokens >= shortest; maxNewTokens = Math.floor(maxNewTokens / 16) * 8) {
    const patched = (prompts: number, groupSize: number): Partial<RunConfig> => ({
      prompts,
      groupSize,
      ...(minibatches > prompts * groupSize && { minibatches: prompts * groupSize }),
      ...(maxNewTokens < config.maxNewTokens && { maxNewTokens }),
    });
    const found = largestThatFits(most, memoryBudget(backend), (prompts, groupSize) =>
      memoryNeed(backend, planOf(shape, { ...config, ...patched(prompts, groupSize) })),
    );
    if (found) return patched(found.prompts, found.groupSize);
  }
  return null;
}

function planOf(shape: ModelShape, config: RunConfig): MemoryPlan {
  const { prompts, groupSize, maxNewTokens, minibatches, evalSamples } = config;
  const evaluation = { prompts: Math.max(1, Math.floor(evaluationRows / evalSamples)), groupSize: evalSamples };
  return {
    shape,
    samples: [{ prompts, groupSize }, evaluation],
    promptTokens: LONGEST_PROMPT,
    maxNewTokens,
    updateRows: Math.ceil((prompts * groupSize) / minibatches),
    scoreRows: Math.max(Math.ceil((prompts * groupSize) / minibatches), Math.min(SHOWN_GROUPS, prompts) * groupSize),
  };
}
