import { parameterCount } from "./model/parameters.ts";
import type { BackendName, ModelShape } from "./policy.ts";

const MIB = 2 ** 20;
/** Activations that engines keep at most; a larger batch is cut and computed again. */
const keepBytes = (backend: BackendName): number => (backend === "wasm" ? 640 : 384) * MIB;
/** Key/value caches of the GPU engine; more rows than fit take turns. */
const CACHE_BYTES = 256 * MIB;
/** Rows that decode together on the CPU engine, on all threads that it may have. */
const SLOTS = 128;
/** Parts of a batch, each with gradients of its own until they are added up. */
const GRADIENT_BLOCKS = { small: 8, large: 4 };
const LARGE_PARAMETERS = 2e6;
/** Buffers are an eighth larger than asked for, so that small changes of size do not make new ones. */
const GROWTH = 9 / 8;
/** Positions in the table of angles. */
const POSITIONS = 1024;
/** tfjs pads to buckets, keeps a pool for each size and copies where our engines work in place. */
const TFJS_OVERHEAD = 4;

/** What a policy will be asked to do. Lengths are the longest possible. */
export interface MemoryPlan {
  shape: ModelShape;
  /** Calls of `sample`. */
  samples: readonly { prompts: number; groupSize: number }[];
  promptTokens: number;
  maxNewTokens: number;
  /** Sequences of the largest forward that is followed by a backward. */
  updateRows: number;
  /** Sequences of the largest forward that is not. */
  scoreRows: number;
}

/**
 * Bytes that a policy may take for its weights, gradients and moments, for sampling and for one update: an upper bound, for
 * completions that all run into the cap. Follows what the engines allocate; test/engine/memoryBudget.test.ts holds it to that.
 */
export function memoryNeed(backend: BackendName, plan: MemoryPlan): number {
  const { shape } = plan;
  const P = parameterCount(shape);
  // policy, reference, gradient, two moments; the decoder's packed copy; cos and sin
  const held = 6.2 * P + POSITIONS * (shape.width / shape.heads);
  const sampling = Math.max(0, ...plan.samples.map((sample) => samplingFloats(backend, plan, sample)));
  const updating = passFloats(backend, plan, plan.updateRows, true);
  const scoring = passFloats(backend, plan, plan.scoreRows, false);
  const blocks = P * (P > LARGE_PARAMETERS ? GRADIENT_BLOCKS.large : GRADIENT_BLOCKS.small);
  if (backend === "wasm") return wasmBytes(held, Math.max(sampling, updating + blocks, scoring));
  if (backend === "webgpu") return 4 * GROWTH * (held + sampling + updating + scoring) + 2 * MIB;
  return 4 * TFJS_OVERHEAD * (held + Math.max(sampling, updating, scoring));
}

/**
 * Bytes that a run may take. Neither a browser nor WebGPU says how much is free, so these are guesses on the safe side; what they let
 * through and still does not fit is caught where it happens. A wasm32 memory ends at 4 GiB, but browsers on small machines refuse long
 * before that. A GPU's memory is often part of the machine's own.
 */
export const memoryBudget = (backend: BackendName): number => (backend === "wasm" ? 1024 : 2048) * MIB;

/**
 * The largest prompts × groupSize, at most those given, for which `need` fits the budget: fewer prompts first, because a group is
 * what an advantage is computed in. Null where not even one prompt with a group of 2 fits.
 */
export function largestThatFits(
  most: { prompts: number; groupSize: number },
  budget: number,
  need: (prompts: number, groupSize: number) => number,
): { prompts: number; groupSize: number } | null {
  for (let groupSize = most.groupSize; groupSize >= 2; groupSize = 2 ** Math.floor(Math.log2(groupSize - 1))) {
    for (let prompts = most.prompts; prompts >= 1; prompts--) {
      if (need(prompts, groupSize) <= budget) return { prompts, groupSize };
    }
  }
  return null;
}

/** One memory for everything, used as a stack; it grows by an eighth. */
const wasmBytes = (held: number, scratch: number): number => 4 * GROWTH * (held + scratch) + 2 * MIB;

function samplingFloats(
  backend: BackendName,
  { shape, promptTokens, maxNewTokens }: MemoryPlan,
  { prompts, groupSize }: { prompts: number; groupSize: number },
): number {
  const { width: D, mlpWidth: F, layers: L, vocabSize: V } = shape;
  const slots = Math.min(slotsOf(backend, shape), prompts * groupSize);
  const wanted = 2 * slots * L * (promptTokens + maxNewTokens) * D;
  const caches = backend === "webgpu" ? Math.min(CACHE_BYTES / 4, wanted) : wanted;
  const results = 2 * prompts * groupSize * maxNewTokens;
  return (
    trunkFloats(shape, prompts, promptTokens, true) +
    prompts * (2 * D + V) +
    caches +
    slots * (7 * D + 3 * F + 2 * V) +
    results
  );
}

/** Rows that decode together. */
function slotsOf(backend: BackendName, { width, layers }: ModelShape): number {
  if (backend === "wasm") return SLOTS;
  return backend === "webgpu" ? Infinity : Math.max(16, Math.min(1024, Math.floor(150_000 / (width * layers))));
}

/** A forward over rows sequences, cut into chunks whose activations fit, with its backward where something is kept. */
function passFloats(
  backend: BackendName,
  { shape, promptTokens, maxNewTokens }: MemoryPlan,
  rows: number,
  keep: boolean,
): number {
  const { width: D, mlpWidth: F, vocabSize: V } = shape;
  const T = promptTokens + maxNewTokens - 1;
  const whole = (n: number, kept: boolean): number => {
    const N = n * T;
    const S = n * maxNewTokens;
    const head = S * (2 * D + V + 6) + 4 * N;
    const backward = N * (3 * D + F + Math.max(2 * F, 3 * D)) + S * (D + 2) + T * T;
    return trunkFloats(shape, n, T, kept) + head + (kept ? backward : 0);
  };
  // Both kinds are cut as if everything were kept.
  const chunk = Math.max(1, Math.floor(keepBytes(backend) / 4 / (whole(2, true) - whole(1, true))));
  return rows === 0 ? 0 : whole(Math.min(rows, chunk), keep);
}

/** Activations of all layers, or of one where nothing is kept. */
function trunkFloats(
  { width: D, mlpWidth: F, layers: L, heads: H, vocabSize: V }: ModelShape,
  rows: number,
  T: number,
  keep: boolean,
): number {
  const N = rows * T;
  const layer = N * (6 * D + 3 * F + 2) + (keep ? rows : 1) * H * T * T;
  const packing = Math.max(256 * (Math.max(3 * D, 2 * F, V) + 8), T * (Math.max(T, D) + 8));
  return (keep ? L : 1) * layer + 2 * N * D + packing;
}
