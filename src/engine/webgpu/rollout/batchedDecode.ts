import { advanceRowsGpu } from "../../kernels/advanceRows/wgsl.ts";
import { decodeAttentionGpu } from "../../kernels/decodeAttention/wgsl.ts";
import { DECODE_LINEAR_MODE } from "../../kernels/decodeLinear/spec.ts";
import { decodeLinearGpu } from "../../kernels/decodeLinear/wgsl.ts";
import { drawTokensGpu } from "../../kernels/drawTokens/wgsl.ts";
import { gatherRowsGpu } from "../../kernels/gatherRows/wgsl.ts";
import type { BufferView } from "../gpu.ts";
import type { KernelRunner } from "../kernelRunner.ts";
import type { DecodeRun, RolloutPlan } from "./rolloutPlan.ts";
import { rowListInts } from "./rowList.ts";

/**
 * Decoding in step: a few dispatches a token over all slots. The rows that are going stand first in every buffer, and kernels leave
 * where these end, so that finished rows cost nothing but the dispatches.
 */
export class BatchedDecode implements DecodeRun {
  readonly inStep = true;
  private current: BufferView;
  private other: BufferView;
  private readonly x: BufferView;
  private readonly qkv: BufferView;
  private readonly o: BufferView;
  private readonly act: BufferView;
  private readonly logits: BufferView;

  constructor(
    private readonly runner: KernelRunner,
    private readonly plan: RolloutPlan,
  ) {
    const { shape, slots } = plan;
    const { width: D, mlpWidth: F, vocabSize: V } = shape;
    const view = (name: string, numbers: number): BufferView => {
      const size = numbers * 4;
      return { buffer: runner.gpu.scratch(`rollout: ${name}`, size).buffer, offset: 0, size };
    };
    this.x = view("x", slots * D);
    this.qkv = view("qkv", slots * 3 * D);
    this.o = view("o", slots * D);
    this.act = view("act", slots * F);
    this.logits = view("logits", slots * V);
    this.current = plan.list;
    this.other = view("other list", rowListInts(slots));
  }

  list(): BufferView {
    return this.current;
  }

  record(tokens: number): void {
    for (let i = 0; i < tokens; i++) this.step();
  }

  private step(): void {
    const { runner, plan, current: list, other, x, qkv, o, act, logits } = this;
    const { shape, slots: rows, weights, prefill, options } = plan;
    const { width: D, mlpWidth: F, heads, vocabSize: V, normEps: eps } = shape;
    const { normed, added, gated } = DECODE_LINEAR_MODE;
    const linear = (
      mode: number,
      from: BufferView,
      weight: BufferView,
      out: BufferView,
      inner: number,
      outer: number,
    ) => runner.run(decodeLinearGpu, { list, x: from, weight, out }, { rows, inner, outer, mode, eps });

    runner.run(gatherRowsGpu, { table: weights.embedding, rows: plan.fed, out: x }, { count: rows, width: D });
    weights.layers.forEach((w, l) => {
      linear(normed, x, w.qkv, qkv, D, 3 * D);
      runner.run(
        decodeAttentionGpu,
        {
          list,
          starts: plan.starts,
          prompts: prefill.keyValues[l] as BufferView,
          qkv,
          rotary: plan.rotary,
          cache: this.cacheOf(l),
          out: o,
        },
        { rows, width: D, heads, groupSize: plan.groupSize, positions: plan.positions },
      );
      linear(added, o, w.o, x, D, D);
      linear(gated, x, w.gateUp, act, D, 2 * F);
      linear(added, act, w.down, x, F, D);
    });
    linear(normed, x, weights.head, logits, D, V);
    const { temperature, topP = 1, seed, step, maxNewTokens, eosToken } = options;
    runner.run(
      drawTokensGpu,
      { list, logits, tokens: plan.tokens, logProbs: plan.logProbs },
      { rows, vocab: V, share: 1, temperature, topP, seed, step, maxNewTokens },
    );
    const lists = { list, queue: plan.queue, next: other, fed: plan.fed };
    runner.run(advanceRowsGpu, lists, { rows, eosToken, maxNewTokens });
    this.current = other;
    this.other = list;
  }

  private cacheOf(layer: number): BufferView {
    const { cache, layerStride, slots, positions, shape } = this.plan;
    const size = slots * positions * 2 * shape.width * 4;
    return { buffer: cache.buffer, offset: layer * layerStride * 4, size };
  }
}
