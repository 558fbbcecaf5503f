import * as tf from "@tensorflow/tfjs-core";
import { counterUniform } from "../../lib/counterUniform.ts";
import type { ModelShape, Rollout, SampleOptions } from "../policy.ts";
import { bucket } from "./buckets.ts";
import { Decoder, type PaddedPrompts } from "./decoder.ts";
import { cumulative, drawTokens } from "./drawTokens.ts";
import type { ModelTensors } from "./modelTensors.ts";
import { ropeAngles, type Rotation, swapMatrix } from "./rope.ts";

/** Tokens between two read-backs: often enough to drop finished rows, seldom enough that the wait is nothing. */
const TOKENS_PER_READ = 16;

/** Largest u: so close below 1 that the draw cannot round up to the end. */
const ALMOST_ONE = 1 - 2 ** -22;

/** One row of the rollout on the host. */
interface Row {
  index: number; // of the whole rollout: the generator's key
  prompt: number;
  length: number; // of the prompt
  tokens: number[];
  logProbs: number[];
  done: boolean;
}

export interface SampleContext {
  shape: ModelShape;
  model: ModelTensors;
  options: SampleOptions;
  /** Reads a tensor and disposes it. */
  read: (tensor: tf.Tensor) => Promise<Float32Array>;
}

/** Rows whose caches fit together comfortably: about 150 MB for 128 slots. */
const rowsAtOnce = ({ width, layers }: ModelShape): number =>
  Math.max(16, Math.min(1024, Math.floor(150_000 / (width * layers))));

/** Completions of prompts × groupSize rows, prompt-major. */
export async function sampleRows(
  context: SampleContext,
  prompts: readonly Int32Array[],
  groupSize: number,
): Promise<Rollout> {
  const rows = prompts.flatMap((prompt, p) =>
    Array.from({ length: groupSize }, (_, g): Row => {
      return { index: p * groupSize + g, prompt: p, length: prompt.length, tokens: [], logProbs: [], done: false };
    }),
  );
  const atOnce = rowsAtOnce(context.shape);
  let before = 0;
  for (let start = 0; start < rows.length; start += atOnce) {
    const wave = rows.slice(start, start + atOnce);
    if (!(await sampleWave(context, prompts, wave, before))) break;
    before += wave.reduce((sum, row) => sum + row.tokens.length, 0);
  }
  return {
    completions: rows.map((row) => Int32Array.from(row.tokens)),
    logProbs: rows.map((row) => Float32Array.from(row.logProbs)),
  };
}

/** @returns false when told to stop */
async function sampleWave(
  context: SampleContext,
  prompts: readonly Int32Array[],
  wave: readonly Row[],
  tokensBefore: number,
): Promise<boolean> {
  const { shape, model, options, read } = context;
  const { temperature, topP = 1 } = options;
  const { padded, rowPrompts } = padPrompts(prompts, wave);
  const { decoder, logits: first } = Decoder.prefill(shape, model, padded, rowPrompts);
  const held: { sums: tf.Tensor2D; logits?: tf.Tensor2D; ids?: tf.Tensor1D } = {
    sums: cumulative(shape.vocabSize),
    logits: first,
  };
  let alive = wave.slice();
  try {
    for (let from = 0; from < options.maxNewTokens; from += TOKENS_PER_READ) {
      const count = Math.min(TOKENS_PER_READ, options.maxNewTokens - from);
      decoder.grow(bucket(padded.slots + from + count - 1));
      const packed = tf.tidy(() => {
        const inputs = stepInputs(shape, options, alive, bucket(alive.length), padded.slots, decoder.slots, from);
        const drawnIds: tf.Tensor1D[] = [];
        const drawnLogProbs: tf.Tensor1D[] = [];
        let { logits, ids } = held;
        for (let i = 0; i < count; i++) {
          if (ids) logits = decoder.step(ids, inputs.slot(i), inputs.rotation(i));
          if (!logits) throw new Error("sampleWave: expected logits or a token to go on from, got neither");
          const drawn = drawTokens(logits, inputs.uniforms(i), held.sums, temperature, topP);
          ids = drawn.ids;
          drawnIds.push(tf.cast(ids, "float32"));
          drawnLogProbs.push(drawn.logProbs);
        }
        tf.dispose([held.logits, held.ids]);
        delete held.logits;
        if (ids) held.ids = tf.keep(ids);
        return tf.stack([...drawnIds, ...drawnLogProbs]);
      });
      takeTokens(await read(packed), alive, count, bucket(alive.length), options.eosToken);
      const tokens = wave.reduce((sum, row) => sum + row.tokens.length, tokensBefore);
      if (options.onProgress?.(tokens) === false) return false;
      alive = dropFinished(decoder, alive, held);
      if (alive.length === 0) break;
    }
    return true;
  } finally {
    decoder.dispose();
    tf.dispose([held.sums, held.logits, held.ids]);
  }
}

function padPrompts(
  prompts: readonly Int32Array[],
  wave: readonly Row[],
): { padded: PaddedPrompts; rowPrompts: Int32Array } {
  const from = wave[0]?.prompt ?? 0;
  const used = prompts.slice(from, (wave.at(-1)?.prompt ?? 0) + 1);
  const slots = bucket(Math.max(...used.map((prompt) => prompt.length)), 8);
  const lengths = new Int32Array(bucket(used.length)).fill(1);
  const ids = new Int32Array(lengths.length * slots);
  for (const [p, prompt] of used.entries()) {
    lengths[p] = prompt.length;
    ids.set(prompt, p * slots);
  }
  const rowPrompts = new Int32Array(bucket(wave.length));
  for (const [b, row] of wave.entries()) rowPrompts[b] = row.prompt - from;
  return { padded: { ids, lengths, slots }, rowPrompts };
}

/** Everything that the next tokens need from the host, uploaded at once: random numbers, rotations, and the slots to write to. */
function stepInputs(
  shape: ModelShape,
  { seed, step }: SampleOptions,
  rows: readonly Row[],
  B: number,
  promptSlots: number,
  slots: number,
  from: number,
) {
  const C = shape.width / shape.heads;
  const n = TOKENS_PER_READ;
  const uniforms = new Float32Array(n * B);
  const positions = new Int32Array(n * B);
  const places = new Float32Array(n * slots);
  let longest = 0;
  for (let i = 0; i < n; i++) {
    // Step i puts in token from + i - 1 and draws token from + i.
    const slot = promptSlots + from + i - 1;
    if (slot < slots) places[i * slots + slot] = 1;
    for (const [b, row] of rows.entries()) {
      uniforms[i * B + b] = Math.min(counterUniform(seed, step, row.index, from + i), ALMOST_ONE);
      positions[i * B + b] = row.length + from + i - 1;
      longest = Math.max(longest, row.length + from + i);
    }
  }
  const { cos, sin } = ropeAngles(shape, bucket(longest));
  const at = tf.tensor1d(positions, "int32");
  const rotations = (table: Float32Array): tf.Tensor2D =>
    tf.gather(tf.tensor2d(table, [table.length / (2 * C), 2 * C]), at);
  const allCos = rotations(cos); // [n·B, 2C]
  const allSin = rotations(sin);
  const allUniforms = tf.tensor1d(uniforms);
  const allPlaces = tf.tensor1d(places);
  const swap = swapMatrix(C);
  const turn = (table: tf.Tensor2D, i: number): tf.Tensor4D =>
    tf.reshape<tf.Rank.R4>(tf.slice2d(table, [i * B, 0], [B, 2 * C]), [B, 2, 1, C]);
  return {
    uniforms: (i: number) => tf.slice1d(allUniforms, i * B, B),
    slot: (i: number) => tf.slice1d(allPlaces, i * slots, slots),
    rotation: (i: number): Rotation => ({ cos: turn(allCos, i), sin: turn(allSin, i), swap }),
  };
}

/** Appends what was read, [2·count, B] (ids, then log-probs), to the rows, each up to its end token. */
function takeTokens(read: Float32Array, rows: readonly Row[], count: number, B: number, eosToken: number): void {
  for (const [b, row] of rows.entries()) {
    for (let i = 0; i < count && !row.done; i++) {
      const token = read[i * B + b] as number;
      row.tokens.push(token);
      row.logProbs.push(read[(count + i) * B + b] as number);
      row.done = token === eosToken;
    }
  }
}

/** Goes on with the unfinished rows alone as soon as they fit a smaller bucket. */
function dropFinished(decoder: Decoder, rows: Row[], held: { ids?: tf.Tensor1D }): Row[] {
  const left = rows.flatMap((row, b) => (row.done ? [] : [b]));
  if (left.length === 0) return [];
  if (bucket(left.length) === bucket(rows.length) || !held.ids) return rows;
  const picked = new Int32Array(bucket(left.length)).fill(left[0] as number);
  picked.set(left);
  const index = tf.tensor1d(picked, "int32");
  decoder.select(index);
  const ids: tf.Tensor1D = tf.gather(held.ids, index);
  tf.dispose([held.ids, index]);
  held.ids = ids;
  return left.map((b) => rows[b] as Row);
}
