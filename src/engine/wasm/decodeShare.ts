import type { ModelShape, SampleOptions } from "../policy.ts";
import type { Arena } from "./arena.ts";
import { CONTROL, type Share } from "./control.ts";
import type { Thread } from "./packedPass.ts";
import type { ParameterPointers } from "./wasmModel.ts";

/** Weights as packed right operands of X · Wᵀ. */
export interface PackedWeights {
  layers: { qkv: number; o: number; gateUp: number; down: number }[];
  head: number;
}

/** Keys, values and next-token logits of every prompt. */
export interface Prefilled {
  lengths: number; // int [prompts]
  keys: number; // [prompts, L, H, capacity, hd]
  values: number;
  capacity: number;
  logits: number; // [prompts, V]
}

/** A rollout: rows are taken from a queue by whichever thread has a free slot. */
export interface DecodeJob {
  kind: "decode";
  w: ParameterPointers;
  packed: PackedWeights;
  prompts: Prefilled;
  rows: number;
  groupSize: number;
  options: Required<Pick<SampleOptions, "temperature" | "topP" | "maxNewTokens" | "seed" | "step" | "eosToken">>;
  /** Rows that one thread decodes together. */
  slots: number;
  out: {
    tokens: number; // int [rows, maxNewTokens]
    logProbs: number; // [rows, maxNewTokens]
    lengths: number; // int [rows], zero before
  };
}

type DecodeRoom = ReturnType<typeof layoutDecode>;

/** What one thread needs to decode `slots` rows of at most `capacity` new tokens together. */
export function layoutDecode(shape: ModelShape, job: DecodeJob, arena: Arena) {
  const { width: D, mlpWidth: F, layers: L, vocabSize: V } = shape;
  const { slots } = job;
  const capacity = (job.options.maxNewTokens + 3) & ~3;
  const ints = (): number => arena.alloc(slots);
  return {
    capacity,
    slotStride: L * capacity * D,
    keys: arena.alloc(slots * L * capacity * D),
    values: arena.alloc(slots * L * capacity * D),
    x: arena.alloc(slots * D),
    normed: arena.alloc(slots * D),
    inv: arena.alloc(slots),
    qkv: arena.alloc(slots * 3 * D),
    o: arena.alloc(slots * D),
    gateUp: arena.alloc(slots * 2 * F),
    act: arena.alloc(slots * F),
    logits: arena.alloc(slots * V),
    scores: arena.alloc(job.prompts.capacity + capacity),
    probs: arena.alloc(V),
    // side by side over the active rows
    slot: ints(),
    token: ints(), // fed next
    position: ints(), // of that token
    prompt: ints(),
    row: ints(),
    count: ints(), // tokens drawn so far
    identity: ints(),
    drawn: ints(),
    drawnLogProbs: arena.alloc(slots),
  };
}

/**
 * Key/value-cache decoding with continuous batching: a fixed number of slots, and when a row ends its slot takes the next row of
 * the queue, so that short answers cost nothing while long ones finish. A row's result does not depend on the rows beside it, so
 * it does not matter which thread takes it. The rows of a group share their prompt's keys and values.
 */
export class DecodeShare implements Share {
  private readonly room: DecodeRoom;
  private readonly at: Record<"slot" | "token" | "position" | "prompt" | "row" | "count" | "drawn", Int32Array>;
  private readonly drawnLogProbs: Float32Array;
  private readonly promptLengths: Int32Array;
  private readonly tokens: Int32Array;
  private readonly logProbs: Float32Array;
  private readonly lengths: Int32Array;
  private readonly free: number[];
  private active = 0;
  private produced = 0;
  private rowsLeft = true;

  constructor(
    private readonly thread: Thread,
    private readonly job: DecodeJob,
    arena: Arena,
    private readonly control: Int32Array,
  ) {
    const { views, shape } = thread;
    const { slots, rows, out, options } = job;
    const room = layoutDecode(shape, job, arena);
    this.room = room;
    const ints = (at: number): Int32Array => views.ints(at, slots);
    this.at = {
      slot: ints(room.slot),
      token: ints(room.token),
      position: ints(room.position),
      prompt: ints(room.prompt),
      row: ints(room.row),
      count: ints(room.count),
      drawn: ints(room.drawn),
    };
    for (let i = 0; i < slots; i++) ints(room.identity)[i] = i;
    this.drawnLogProbs = views.floats(room.drawnLogProbs, slots);
    this.promptLengths = views.ints(job.prompts.lengths, rows / job.groupSize);
    this.tokens = views.ints(out.tokens, rows * options.maxNewTokens);
    this.logProbs = views.floats(out.logProbs, rows * options.maxNewTokens);
    this.lengths = views.ints(out.lengths, rows);
    this.free = Array.from({ length: slots }, (_, i) => slots - 1 - i);
  }

  turn(): boolean {
    if (Atomics.load(this.control, CONTROL.stop) !== 0) return false;
    const before = this.produced;
    this.fill();
    if (this.active > 0) this.decodeOne();
    Atomics.add(this.control, CONTROL.produced, this.produced - before);
    return this.active > 0 || this.rowsLeft;
  }

  /** @returns whether the row has ended */
  private record(row: number, token: number, logProb: number): boolean {
    const { maxNewTokens, eosToken } = this.job.options;
    const t = this.lengths[row] as number;
    this.lengths[row] = t + 1;
    this.tokens[row * maxNewTokens + t] = token;
    this.logProbs[row * maxNewTokens + t] = logProb;
    this.produced++;
    return token === eosToken || t + 1 >= maxNewTokens;
  }

  /** Gives free slots the next rows of the queue. A row's first token comes from its prompt's own logits. */
  private fill(): void {
    const { job, room, at, free } = this;
    const { kernels: k, shape } = this.thread;
    const { temperature, topP, seed, step } = job.options;
    while (this.rowsLeft && free.length > 0) {
      const row = Atomics.add(this.control, CONTROL.queue, 1);
      if (row >= job.rows) {
        this.rowsLeft = false;
        return;
      }
      const i = this.active;
      const prompt = Math.floor(row / job.groupSize);
      at.row[i] = row;
      at.prompt[i] = prompt;
      at.count[i] = 0;
      k.sampleTokens(
        1,
        shape.vocabSize,
        temperature,
        topP,
        job.prompts.logits,
        room.prompt + i * 4,
        seed,
        step,
        room.row + i * 4,
        room.count + i * 4,
        room.drawn,
        room.drawnLogProbs,
        room.probs,
      );
      const token = at.drawn[0] as number;
      if (this.record(row, token, this.drawnLogProbs[0] as number)) continue;
      at.slot[i] = free.pop() as number;
      at.token[i] = token;
      at.position[i] = this.promptLengths[prompt] as number;
      at.count[i] = 1;
      this.active++;
    }
  }

  /** Feeds every active row its last token and draws the next one. */
  private decodeOne(): void {
    const { job, room, at, active: R } = this;
    const { kernels: k, shape } = this.thread;
    const { temperature, topP, seed, step } = job.options;
    this.logits(R);
    k.sampleTokens(
      R,
      shape.vocabSize,
      temperature,
      topP,
      room.logits,
      room.identity,
      seed,
      step,
      room.row,
      room.count,
      room.drawn,
      room.drawnLogProbs,
      room.probs,
    );
    let kept = 0;
    for (let i = 0; i < R; i++) {
      const token = at.drawn[i] as number;
      if (this.record(at.row[i] as number, token, this.drawnLogProbs[i] as number)) {
        this.free.push(at.slot[i] as number);
        continue;
      }
      at.slot[kept] = at.slot[i] as number;
      at.row[kept] = at.row[i] as number;
      at.prompt[kept] = at.prompt[i] as number;
      at.token[kept] = token;
      at.position[kept] = (at.position[i] as number) + 1;
      at.count[kept] = (at.count[i] as number) + 1;
      kept++;
    }
    this.active = kept;
  }

  private logits(R: number): void {
    const { kernels: k, shape, rotary } = this.thread;
    const { w, packed, prompts } = this.job;
    const { x, normed, inv, qkv, o, gateUp, act, logits, position, capacity, ...room } = this.room;
    const { width: D, mlpWidth: F, layers: L, heads: H, vocabSize: V, normEps } = shape;
    const linear = (inside: number, outside: number, from: number, weight: number, to: number): void =>
      k.gemmPacked(R, outside, inside, from, inside, 1, weight, to, outside, 0, 0);
    k.gather(R, D, room.token, w.embedding, x);
    for (let l = 0; l < L; l++) {
      const p = w.layers[l] as ParameterPointers["layers"][number];
      const q = packed.layers[l] as PackedWeights["layers"][number];
      const promptLayer = l * prompts.capacity * D * 4;
      const layer = l * capacity * D * 4;
      k.rmsNorm(R, D, normEps, x, p.norm1, normed, inv);
      linear(D, 3 * D, normed, q.qkv, qkv);
      k.rope(R, 2 * H, D / H, 3 * D, qkv, position, rotary.cos, rotary.sin, 1);
      k.attentionDecode(
        R,
        D,
        H,
        qkv,
        position,
        room.prompt,
        prompts.lengths,
        prompts.keys + promptLayer,
        prompts.values + promptLayer,
        L * prompts.capacity * D,
        prompts.capacity,
        room.slot,
        room.keys + layer,
        room.values + layer,
        room.slotStride,
        capacity,
        o,
        room.scores,
      );
      linear(D, D, o, q.o, normed);
      k.add(R * D, normed, x);
      k.rmsNorm(R, D, normEps, x, p.norm2, normed, inv);
      linear(D, 2 * F, normed, q.gateUp, gateUp);
      k.swiglu(R, F, gateUp, act);
      linear(F, D, act, q.down, normed);
      k.add(R * D, normed, x);
    }
    k.rmsNorm(R, D, normEps, x, w.finalNorm, normed, inv);
    linear(D, V, normed, packed.head, logits);
  }
}
