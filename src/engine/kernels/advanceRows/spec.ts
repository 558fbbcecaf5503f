import {
  ENTRY,
  HEADER,
  HEADER_COUNT,
  HEADER_TAKEN,
  HEADER_TOKENS,
  rowList,
  rowListInts,
} from "../../webgpu/rollout/rowList.ts";
import type { Rng } from "../../../lib/rng.ts";
import { defineKernel, type KernelCase } from "../kernelSpec.ts";

type B = "list" | "queue" | "next" | "fed";
type S = "rows" | "eosToken" | "maxNewTokens";

const entries = (rng: Rng, count: number, endedShare: number) =>
  Array.from({ length: count }, (_, slot) => ({
    slot,
    row: 100 + slot,
    token: rng.float() < endedShare ? 2 : 3 + rng.int(0, 9),
    drawn: rng.float() < endedShare ? 6 : 1 + rng.int(0, 3),
  }));

const problem = (name: string, rows: number, queued: number, endedShare: number, taken = 0): KernelCase<B, S> => ({
  name,
  scalars: { rows, eosToken: 2, maxNewTokens: 6 },
  make: (rng) => ({
    list: rowList(entries(rng, rows, endedShare), taken, 40, rows + 3),
    queue: rowList(entries(rng, queued, 0), 0, 0, queued),
    next: new Int32Array(rowListInts(rows)).fill(-7),
    fed: new Int32Array(rows).fill(-7),
  }),
});

/** Between two tokens: rows that ended leave, and their slots take the next rows of the queue, in order. */
export const advanceRows = defineKernel<B, S>({
  name: "advanceRows",
  formula:
    "e_i = token_i = eosToken or drawn_i >= maxNewTokens; the j-th ended entry becomes queue[taken + j] in the same slot, or leaves " +
    "if the queue is at its end; the others stay, in order; next = [entries, taken + entries taken, tokens + list[0], 0, ...]; fed[i] = token of next's entry i",
  legend: { i: "entry of the row list, below list[0]", j: "number of ended entries before i" },
  buffers: {
    list: { use: "in", type: "i32" }, // row list
    queue: { use: "in", type: "i32" }, // row list
    next: { use: "inout", type: "i32" }, // row list
    fed: { use: "inout", type: "i32" }, // [rows]
  },
  scalars: ["rows", "eosToken", "maxNewTokens"],
  reference({ list, queue, next, fed }, { rows, eosToken, maxNewTokens }) {
    const count = Math.min(rows, list[HEADER_COUNT] as number);
    let taken = list[HEADER_TAKEN] as number;
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const entry = list.slice(HEADER + ENTRY * i, HEADER + ENTRY * (i + 1));
      if (entry[2] === eosToken || (entry[3] as number) >= maxNewTokens) {
        if (taken >= (queue[HEADER_COUNT] as number)) continue;
        const from = HEADER + ENTRY * taken++;
        entry.set(queue.subarray(from + 1, from + ENTRY), 1);
      }
      next.set(entry, HEADER + ENTRY * kept);
      fed[kept++] = entry[2] as number;
    }
    next.set([kept, taken, (list[HEADER_TOKENS] as number) + count, 0]);
  },
  tolerance: { value: 0, reason: "integers must be the same" },
  cases: [
    problem("more rows than threads, a queue that lasts", 137, 150, 0.3),
    problem("a queue that runs out", 61, 9, 0.5, 3),
    problem("all end, nothing is left", 19, 0, 1),
    problem("none ends", 5, 4, 0),
    problem("one row", 1, 1, 1),
    problem("no rows", 0, 3, 0),
  ],
  timing: problem("512 rows", 512, 512, 0.02),
  work: ({ rows }) => ({ flops: 0, bytes: 4 * rows * (2 * ENTRY + 1) }),
});
