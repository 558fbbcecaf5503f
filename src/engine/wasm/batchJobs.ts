import type { Scores, Sequence } from "../policy.ts";
import { Arena } from "./arena.ts";
import type { Crew } from "./crew.ts";
import { type Chunk, roomFor } from "./jobs.ts";
import { packSequences } from "./packSequences.ts";
import { layoutPass } from "./passLayout.ts";
import type { ParameterLayout, ParameterPointers } from "./wasmModel.ts";

/** Packs the parts of a batch, with room for their scores and, with `keep`, for what the backward pass needs. */
export function layChunks({ memory, shape }: Crew, parts: readonly Sequence[][], keep: boolean): Chunk[] {
  return parts.map((part) => {
    const packed = packSequences(memory, part);
    const layout = (arena: Arena) => layoutPass(shape, packed, true, arena);
    return {
      packed,
      logProbs: memory.alloc(packed.S),
      entropies: memory.alloc(packed.S),
      dLogProbs: memory.alloc(packed.S),
      dEntropies: memory.alloc(packed.S),
      kept: keep ? layout(memory.arena(Arena.bytesOf(layout))) : null,
    };
  });
}

/** Scores of the chunks, written to `scores` from `at` on; returns where they end. */
export async function scoreChunks(
  crew: Crew,
  w: ParameterPointers,
  temperature: number,
  chunks: Chunk[],
  scores: Scores,
  at: number,
): Promise<number> {
  await crew.run({ kind: "forward", w, temperature, chunks }, roomFor(crew.thread, "forward", chunks));
  for (const { packed, logProbs, entropies } of chunks) {
    scores.logProbs.set(crew.memory.floats(logProbs, packed.S), at);
    scores.entropies.set(crew.memory.floats(entropies, packed.S), at);
    at += packed.S;
  }
  return at;
}

/** Adds the chunks' gradients to `gradient`, in their order; dScores are read from `at` on; returns where they end. */
export async function differentiateChunks(
  crew: Crew,
  layout: ParameterLayout,
  w: ParameterPointers,
  gradient: ParameterPointers,
  temperature: number,
  chunks: Chunk[],
  dScores: Scores,
  at: number,
): Promise<number> {
  const { memory } = crew;
  for (const { packed, ...to } of chunks) {
    memory.floats(to.dLogProbs, packed.S).set(dScores.logProbs.subarray(at, at + packed.S));
    memory.floats(to.dEntropies, packed.S).set(dScores.entropies.subarray(at, at + packed.S));
    at += packed.S;
  }
  const parameters = layout.size;
  const gradients = chunks.map(() => layout.pointers(memory.alloc(parameters)));
  const bytes = roomFor(crew.thread, "backward", chunks);
  await crew.run({ kind: "backward", w, temperature, chunks, gradients, parameters }, bytes);
  for (const { base } of gradients) memory.kernels.add(parameters, base, gradient.base);
  return at;
}
