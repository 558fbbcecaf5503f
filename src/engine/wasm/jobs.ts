import { Arena } from "./arena.ts";
import { CONTROL, type Share } from "./control.ts";
import { type DecodeJob, DecodeShare } from "./decodeShare.ts";
import type { Packed } from "./packSequences.ts";
import { type Activations, layoutBackward, layoutPass, layoutScratch } from "./passLayout.ts";
import { passBackward, passForward, type Thread } from "./packedPass.ts";
import type { ParameterPointers } from "./wasmModel.ts";

/** One part of a batch. All addresses; the arrays are [S] and in the order of the batch. */
export interface Chunk {
  packed: Packed;
  logProbs: number;
  entropies: number;
  dLogProbs: number;
  dEntropies: number;
  /** Where the forward pass leaves what the backward pass needs; null: it keeps nothing, and the backward pass runs it again. */
  kept: Activations | null;
}

interface Shared {
  /** CONTROL, in 32-bit words. */
  control: number;
  /** Room of each thread's own, [threads + 1] addresses. */
  rooms: number[];
}

export interface ForwardJob extends Shared {
  kind: "forward";
  w: ParameterPointers;
  temperature: number;
  chunks: Chunk[];
}

export interface BackwardJob extends Shared {
  kind: "backward";
  w: ParameterPointers;
  temperature: number;
  chunks: Chunk[];
  /** A block of gradients for each chunk, cleared by the one who takes it. */
  gradients: ParameterPointers[];
  parameters: number;
}

export type Job = ForwardJob | BackwardJob | (DecodeJob & Shared);

export function takeShare(thread: Thread, index: number, job: Job): Share {
  const room = (): Arena => new Arena(job.rooms[index] as number, job.rooms[index + 1] as number);
  const control = thread.views.ints(job.control, CONTROL.size);
  if (job.kind === "decode") return new DecodeShare(thread, job, room(), control);
  return {
    turn: () => {
      const next = Atomics.add(control, CONTROL.queue, 1);
      const chunk = job.chunks[next];
      if (!chunk) return false;
      if (job.kind === "forward") scoreChunk(thread, job, chunk, room());
      else differentiate(thread, job, chunk, job.gradients[next] as ParameterPointers, room());
      return true;
    },
  };
}

/** Bytes that one thread needs for its share, beyond what the job itself points to. */
export function roomFor({ kernels, shape }: Thread, kind: "forward" | "backward", chunks: readonly Chunk[]): number {
  const bytes = chunks.map(({ packed, kept }) =>
    Arena.bytesOf((arena) => {
      if (!kept) layoutPass(shape, packed, kind === "backward", arena);
      if (kind === "forward") layoutScratch(kernels, shape, packed, arena);
      else layoutBackward(kernels, shape, packed, arena);
    }),
  );
  return Math.max(...bytes);
}

function scoreChunk(thread: Thread, job: ForwardJob, { packed, kept, ...out }: Chunk, room: Arena): void {
  const acts = kept ?? layoutPass(thread.shape, packed, false, room);
  const scratch = layoutScratch(thread.kernels, thread.shape, packed, room);
  passForward(thread, packed, job.w, job.temperature, acts, scratch, out);
}

function differentiate(thread: Thread, job: BackwardJob, chunk: Chunk, g: ParameterPointers, room: Arena): void {
  const { packed, kept, ...scores } = chunk;
  const { w, temperature } = job;
  const acts = kept ?? layoutPass(thread.shape, packed, true, room);
  const scratch = layoutBackward(thread.kernels, thread.shape, packed, room);
  if (!kept) passForward(thread, packed, w, temperature, acts, scratch, scores);
  thread.views.floats(g.base, job.parameters).fill(0);
  passBackward(thread, packed, w, g, temperature, acts, scratch, scores);
}
