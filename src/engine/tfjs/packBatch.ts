import type { ModelShape, Sequence } from "../policy.ts";
import { bucket } from "./buckets.ts";

/** A right-padded piece of a batch, all sizes rounded up to buckets. */
export interface Chunk {
  rows: number; // B
  length: number; // T
  ids: Int32Array; // [B·T], padding 0
  /** Number of real scored tokens; the arrays below are longer. */
  count: number;
  sources: Int32Array; // [S] flat row that predicts the scored token
  targets: Int32Array; // [S] the scored token
  places: Int32Array; // [B·T] scored index of a flat row, S where it has none
  /** Where each real scored token stands among all completions laid end to end, [count]. */
  flat: Int32Array;
}

/** Padded tokens, and attention weights (over all heads), that a piece may hold: what bounds the memory of a pass. */
const MAX_TOKENS = 8192;
const MAX_ATTENTION = 1 << 23;

const MIN_LENGTH = 8;

/**
 * The model's input is everything but the last token, which is only predicted. Sequences without a scored token are left out.
 *
 * @param maxTokens padded tokens of a piece; as sequences are sorted by length, smaller pieces pad less
 */
export function packBatch(shape: ModelShape, batch: readonly Sequence[], maxTokens = MAX_TOKENS): Chunk[] {
  const items: { sequence: Sequence; flat: number; length: number }[] = [];
  let flat = 0;
  for (const sequence of batch) {
    const scored = sequence.completion.length;
    if (scored > 0) items.push({ sequence, flat, length: sequence.prompt.length + scored - 1 });
    flat += scored;
  }
  items.sort((a, b) => b.length - a.length);
  const chunks: Chunk[] = [];
  for (let start = 0; start < items.length;) {
    const length = bucket(items[start]?.length ?? 1, MIN_LENGTH);
    const limit = Math.min(maxTokens / length, MAX_ATTENTION / (shape.heads * length * length));
    let rows = 1;
    while (bucket(rows + 1) <= limit && start + rows < items.length) rows++;
    chunks.push(packChunk(items.slice(start, start + rows), length));
    start += rows;
  }
  return chunks;
}

function packChunk(items: readonly { sequence: Sequence; flat: number }[], length: number): Chunk {
  const rows = bucket(items.length);
  const count = items.reduce((sum, { sequence }) => sum + sequence.completion.length, 0);
  const scored = bucket(count, MIN_LENGTH);
  const ids = new Int32Array(rows * length);
  const sources = new Int32Array(scored);
  const targets = new Int32Array(scored);
  const places = new Int32Array(rows * length).fill(scored);
  const flat = new Int32Array(count);
  let s = 0;
  for (const [row, item] of items.entries()) {
    const { prompt, completion } = item.sequence;
    ids.set(prompt, row * length);
    ids.set(completion.subarray(0, -1), row * length + prompt.length);
    for (const [i, target] of completion.entries()) {
      const source = row * length + prompt.length - 1 + i;
      sources[s] = source;
      targets[s] = target;
      places[source] = s;
      flat[s] = item.flat + i;
      s++;
    }
  }
  return { rows, length, ids, count, sources, targets, places, flat };
}
