import { yieldToEventLoop } from "../../lib/yieldToEventLoop.ts";
import type { Rollout, SampleOptions } from "../policy.ts";
import { Arena } from "./arena.ts";
import type { Crew } from "./crew.ts";
import type { DecodeJob, PackedWeights, Prefilled } from "./decodeShare.ts";
import type { LinearMemory } from "./linearMemory.ts";
import { trunk, type Thread } from "./packedPass.ts";
import { packSequences } from "./packSequences.ts";
import { layoutScratch, layoutTrunk } from "./passLayout.ts";
import type { ParameterPointers } from "./wasmModel.ts";

/** Rows that one thread decodes together. More would not make the products faster and would push the caches out of the processor's. */
const SLOTS = 32;
/** Prompt tokens that go through the model together. */
const PREFILL_TOKENS = 2048;

/** Everything that a rollout needs before rows can be drawn: packed weights, the prompts' keys and values, room for the rows. */
export async function prepareRollout(
  crew: Crew,
  w: ParameterPointers,
  prompts: readonly Int32Array[],
  groupSize: number,
  options: SampleOptions,
): Promise<DecodeJob> {
  const { memory, thread, threads } = crew;
  const { temperature, topP = 1, maxNewTokens, seed, step, eosToken } = options;
  const rows = prompts.length * groupSize;
  const packed = packWeights(memory, thread, w);
  const out = {
    tokens: memory.alloc(rows * maxNewTokens),
    logProbs: memory.alloc(rows * maxNewTokens),
    lengths: memory.allocZeroed(rows),
  };
  return {
    kind: "decode",
    w,
    packed,
    prompts: await prefill(memory, thread, w, packed, prompts),
    rows,
    groupSize,
    options: { temperature, topP, maxNewTokens, seed, step, eosToken },
    slots: Math.min(SLOTS, Math.ceil(rows / threads)),
    out,
  };
}

/** Copies of what the threads have written. */
export function readRollout(memory: LinearMemory, { rows, options, out }: DecodeJob): Rollout {
  const lengths = memory.ints(out.lengths, rows);
  const start = (row: number): number => row * options.maxNewTokens * 4;
  const all = Array.from({ length: rows }, (_, row) => row);
  return {
    completions: all.map((row) => memory.ints(out.tokens + start(row), lengths[row] as number).slice()),
    logProbs: all.map((row) => memory.floats(out.logProbs + start(row), lengths[row] as number).slice()),
  };
}

function packWeights(memory: LinearMemory, { kernels: k, shape }: Thread, w: ParameterPointers): PackedWeights {
  const { width: D, mlpWidth: F, vocabSize: V } = shape;
  /** A weight [out, in] as the packed right operand of X · Wᵀ. */
  const pack = (inside: number, outside: number, weight: number): number => {
    const at = memory.alloc(k.packedSize(inside, outside));
    k.pack(inside, outside, weight, 1, inside, at);
    return at;
  };
  return {
    layers: w.layers.map((l) => ({
      qkv: pack(D, 3 * D, l.qkv),
      o: pack(D, D, l.o),
      gateUp: pack(D, 2 * F, l.gateUp),
      down: pack(F, D, l.down),
    })),
    head: pack(D, V, w.embedding),
  };
}

/** Packed forwards over the prompts, a few at a time. */
async function prefill(
  memory: LinearMemory,
  thread: Thread,
  w: ParameterPointers,
  weights: PackedWeights,
  prompts: readonly Int32Array[],
): Promise<Prefilled> {
  const { kernels: k, shape } = thread;
  const { width: D, vocabSize: V, layers: L, heads: H } = shape;
  const capacity = (Math.max(...prompts.map((prompt) => prompt.length)) + 3) & ~3;
  const stride = L * capacity * D;
  const all: Prefilled = {
    lengths: memory.allocFrom(Int32Array.from(prompts, (prompt) => prompt.length)),
    keys: memory.alloc(prompts.length * stride),
    values: memory.alloc(prompts.length * stride),
    capacity,
    logits: memory.alloc(prompts.length * V),
  };
  const mark = memory.mark();
  const together = Math.max(1, Math.floor(PREFILL_TOKENS / capacity));
  for (let first = 0; first < prompts.length; first += together) {
    const some = prompts.slice(first, first + together);
    const B = some.length;
    // a completion of one token makes every prompt token an input and scores its last position
    const one = new Int32Array(1);
    const packed = packSequences(
      memory,
      some.map((prompt) => ({ prompt, completion: one })),
    );
    const layout = (arena: Arena) => ({
      acts: layoutTrunk(shape, packed, true, arena),
      scratch: layoutScratch(k, shape, packed, arena),
      last: arena.alloc(B * D),
      normed: arena.alloc(B * D),
      inv: arena.alloc(B),
    });
    const { acts, scratch, last, normed, inv } = layout(memory.arena(Arena.bytesOf(layout)));
    trunk(thread, packed, w, acts, scratch);
    k.gather(B, D, packed.scoredRows, acts.out, last);
    k.rmsNorm(B, D, shape.normEps, last, w.finalNorm, normed, inv);
    k.gemmPacked(B, V, D, normed, D, 1, weights.head, all.logits + first * V * 4, V, 0, 0);
    let row = 0;
    packed.lengths.forEach((T, b) => {
      acts.layers.forEach(({ qkv }, l) => {
        const at = ((first + b) * stride + l * capacity * D) * 4;
        k.splitHeads(T, D, H, qkv + row * 3 * D * 4, all.keys + at, all.values + at, capacity);
      });
      row += T;
    });
    memory.release(mark);
    if (first + together < prompts.length) await yieldToEventLoop();
  }
  return all;
}
