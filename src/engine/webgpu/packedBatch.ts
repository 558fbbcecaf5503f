import type { Sequence } from "../policy.ts";
import type { BufferView, Gpu } from "./gpu.ts";

/** Integers from one part of the index buffer to the next: views begin at multiples of 256 bytes. */
const ALIGNMENT = 64;

/** Sequences laid end to end, with every list of indices that a pass over them needs. N tokens, S scored ones, V vocabulary. */
export interface PackedBatch {
  N: number;
  S: number;
  longest: number;
  /** First row of each sequence and the end of the last, on the CPU. */
  starts: Int32Array;
  tokens: BufferView; // [N]
  positions: BufferView; // [N], in their sequence
  begins: BufferView; // [N], first row of the token's sequence
  ends: BufferView; // [N], one past its last row
  scoredRows: BufferView; // [S]
  targets: BufferView; // [S]
  /** Rows of each vocabulary entry: [V + 1] and [N]. */
  tokenStarts: BufferView;
  tokenItems: BufferView;
  /** Scored index of each row, where there is one: [N + 1] and [S]. */
  scoredStarts: BufferView;
  scoredItems: BufferView;
}

/** The tokens that are fed: the last one of a completion is only predicted. */
const inputLength = ({ prompt, completion }: Sequence): number => prompt.length + completion.length - 1;

/** Sequences with nothing to score are left out. One upload. */
export function packBatch(gpu: Gpu, name: string, vocabSize: number, batch: readonly Sequence[]): PackedBatch {
  const used = batch.filter(({ completion }) => completion.length > 0);
  const starts = new Int32Array(used.length + 1);
  used.forEach((sequence, b) => {
    starts[b + 1] = (starts[b] as number) + inputLength(sequence);
  });
  const N = starts[used.length] as number;
  const S = used.reduce((sum, { completion }) => sum + completion.length, 0);
  const tokens = new Int32Array(N);
  const positions = new Int32Array(N);
  const begins = new Int32Array(N);
  const ends = new Int32Array(N);
  const scoredRows = new Int32Array(S);
  const targets = new Int32Array(S);
  let s = 0;
  used.forEach(({ prompt, completion }, b) => {
    const from = starts[b] as number;
    const to = starts[b + 1] as number;
    tokens.set(prompt, from);
    tokens.set(completion.subarray(0, completion.length - 1), from + prompt.length);
    for (let n = from; n < to; n++) positions[n] = n - from;
    begins.fill(from, from, to);
    ends.fill(to, from, to);
    for (let t = 0; t < completion.length; t++) {
      scoredRows[s] = from + prompt.length - 1 + t;
      targets[s++] = completion[t] as number;
    }
  });
  const byToken = groupByKey(tokens, vocabSize);
  const byRow = groupByKey(scoredRows, N);
  const lists = {
    tokens,
    positions,
    begins,
    ends,
    scoredRows,
    targets,
    tokenStarts: byToken.starts,
    tokenItems: byToken.items,
    scoredStarts: byRow.starts,
    scoredItems: byRow.items,
  };
  const longest = used.reduce((most, sequence) => Math.max(most, inputLength(sequence)), 0);
  return { N, S, longest, starts, ...upload(gpu, name, lists) };
}

/** Pieces of at most so many input tokens, or of one sequence that has more; sequences with nothing to score are left out. */
export function cutSequences(batch: readonly Sequence[], mostTokens: number): Sequence[][] {
  const chunks: Sequence[][] = [];
  let room = 0;
  for (const sequence of batch) {
    if (sequence.completion.length === 0) continue;
    const tokens = inputLength(sequence);
    if (chunks.length === 0 || tokens > room) {
      chunks.push([]);
      room = mostTokens;
    }
    room -= tokens;
    chunks.at(-1)?.push(sequence);
  }
  return chunks;
}

/** Indices of equal keys side by side, in ascending order: those of key r are items[starts[r]] … items[starts[r + 1] − 1]. */
function groupByKey(keys: Int32Array, range: number): { starts: Int32Array; items: Int32Array } {
  const starts = new Int32Array(range + 1);
  for (const key of keys) starts[key + 1] = (starts[key + 1] as number) + 1;
  for (let r = 0; r < range; r++) starts[r + 1] = (starts[r + 1] as number) + (starts[r] as number);
  const next = starts.slice();
  const items = new Int32Array(keys.length);
  keys.forEach((key, i) => {
    const at = next[key] as number;
    items[at] = i;
    next[key] = at + 1;
  });
  return { starts, items };
}

function upload<K extends string>(gpu: Gpu, name: string, lists: Record<K, Int32Array>): Record<K, BufferView> {
  const entries = Object.entries<Int32Array>(lists);
  const places: number[] = [];
  let at = 0;
  for (const [, list] of entries) {
    places.push(at);
    at += Math.ceil(Math.max(1, list.length) / ALIGNMENT) * ALIGNMENT;
  }
  const all = new Int32Array(at);
  entries.forEach(([, list], i) => all.set(list, places[i] as number));
  const { buffer } = gpu.scratch(name, all.byteLength);
  gpu.write({ buffer, offset: 0, size: all.byteLength }, all);
  return Object.fromEntries(
    entries.map(([key, list], i) => [
      key,
      { buffer, offset: (places[i] as number) * 4, size: Math.max(4, list.byteLength) },
    ]),
  ) as Record<K, BufferView>;
}
