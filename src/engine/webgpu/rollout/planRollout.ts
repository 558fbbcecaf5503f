import { advanceRowsGpu } from "../../kernels/advanceRows/wgsl.ts";
import { drawTokensGpu } from "../../kernels/drawTokens/wgsl.ts";
import { matmulNTGpu } from "../../kernels/matmulNT/wgsl.ts";
import type { ModelShape, SampleOptions } from "../../policy.ts";
import type { BufferView } from "../gpu.ts";
import type { KernelRunner } from "../kernelRunner.ts";
import type { ModelBuffers } from "../modelBuffers.ts";
import type { Prefill } from "../prefill.ts";
import { packDecodeWeights } from "./decodeWeights.ts";
import type { RolloutPlan } from "./rolloutPlan.ts";
import { endedRows, rowList, rowListInts, untouchedRows } from "./rowList.ts";

/** Numbers from one view to the next: views begin at multiples of 256 bytes. */
const ALIGNMENT = 64;

const aligned = (numbers: number, to = ALIGNMENT): number => Math.ceil(numbers / to) * to;

/**
 * Sets a rollout up on the device: packs the weights, draws every row's first token from its prompt's own logits, queues the rows that
 * did not end with it, and fills the slots from the queue. Only records.
 *
 * @param slots rows that decode together
 */
export function planRollout(
  runner: KernelRunner,
  shape: ModelShape,
  rotary: BufferView,
  w: ModelBuffers,
  prefill: Prefill,
  groupSize: number,
  slots: number,
  options: SampleOptions,
): RolloutPlan {
  const { gpu } = runner;
  const { width: D, vocabSize: V, layers: L, heads } = shape;
  const { maxNewTokens, eosToken, temperature, topP = 1, seed, step } = options;
  const P = prefill.starts.length - 1;
  const rows = P * groupSize;
  const positions = Math.max(1, maxNewTokens - 1);
  // A whole number of heads, whose width is a multiple of 8.
  const layerStride = aligned(slots * positions * 2 * D, (8 * D) / heads);
  const resultStride = aligned(rows * maxNewTokens);

  // What a kernel reads and what it writes must not lie in one buffer.
  const { starts, first, none, ended } = upload(runner, {
    starts: prefill.starts,
    first: untouchedRows(rows),
    none: rowList([], 0, 0, 0),
    // Every row's first token is drawn below.
    ended: endedRows(slots, eosToken, rows - slots),
  });
  const queue = scratch(runner, "queue", rowListInts(rows));
  const list = scratch(runner, "list", rowListInts(slots));
  // Slots that nobody takes stand at no tokens drawn.
  gpu.zero(list);
  const everyFed = scratch(runner, "fed", rows);
  const fed = { ...everyFed, size: slots * 4 };
  const results = scratch(runner, "results", 2 * resultStride);
  const tokens = { ...results, size: rows * maxNewTokens * 4 };
  gpu.write(tokens, new Int32Array(rows * maxNewTokens).fill(-1));
  const logProbs = { ...tokens, offset: resultStride * 4 };

  const logits = scratch(runner, "first logits", P * V);
  runner.run(matmulNTGpu, { a: prefill.last, b: w.embedding, out: logits }, { m: P, n: V, k: D });
  runner.run(
    drawTokensGpu,
    { list: first, logits, tokens, logProbs },
    { rows, vocab: V, share: groupSize, temperature, topP, seed, step, maxNewTokens },
  );
  const limits = { eosToken, maxNewTokens };
  // With an empty queue what has ended leaves and the rest moves up: what is left is the queue.
  runner.run(advanceRowsGpu, { list: first, queue: none, next: queue, fed: everyFed }, { rows, ...limits });
  runner.run(advanceRowsGpu, { list: ended, queue, next: list, fed }, { rows: slots, ...limits });
  return {
    shape,
    options,
    weights: packDecodeWeights(runner, shape, w),
    prefill,
    groupSize,
    rows,
    slots,
    positions,
    layerStride,
    rotary,
    cache: scratch(runner, "cache", L * layerStride),
    starts,
    queue,
    list,
    fed,
    results,
    tokens,
    logProbs,
    resultStride,
  };
}

/** A view of exactly that many numbers, in memory that the next rollout uses again. */
function scratch({ gpu }: KernelRunner, name: string, numbers: number): BufferView {
  const size = numbers * 4;
  return { buffer: gpu.scratch(`rollout: ${name}`, size).buffer, offset: 0, size };
}

/** Lists side by side in one buffer, by one write. */
function upload<K extends string>(runner: KernelRunner, lists: Record<K, Int32Array>): Record<K, BufferView> {
  const entries = Object.entries<Int32Array>(lists);
  const places: number[] = [];
  let end = 0;
  for (const [, { length }] of entries) {
    places.push(end);
    end += aligned(length);
  }
  const all = new Int32Array(end);
  entries.forEach(([, list], i) => all.set(list, places[i]));
  const { buffer } = runner.gpu.scratch("rollout: lists", all.byteLength);
  runner.gpu.write({ buffer, offset: 0, size: all.byteLength }, all);
  return Object.fromEntries(
    entries.map(([key, { byteLength }], i) => [key, { buffer, offset: (places[i] as number) * 4, size: byteLength }]),
  ) as Record<K, BufferView>;
}
