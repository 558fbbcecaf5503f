import type { ModelShape, Rollout, SampleOptions } from "../../policy.ts";
import type { BufferView } from "../gpu.ts";
import type { KernelRunner } from "../kernelRunner.ts";
import type { ModelBuffers } from "../modelBuffers.ts";
import type { Prefill } from "../prefill.ts";
import { BatchedDecode } from "./batchedDecode.ts";
import { Pace } from "./pace.ts";
import { PersistentDecode } from "./persistentDecode.ts";
import type { PersistentForm } from "./persistentShader.ts";
import { planRollout } from "./planRollout.ts";
import type { DecodeRun, RolloutPlan } from "./rolloutPlan.ts";
import { HEADER, HEADER_COUNT, HEADER_TOKENS } from "./rowList.ts";

/** Bytes for the key/value caches of all slots. */
const CACHE_BYTES = 256 * 2 ** 20;
/** Milliseconds between two looks at how far a rollout is, where somebody wants to know. */
const LOOK_EVERY = 250;

export type Implementation = "batched" | "persistent" | PersistentForm;

/** Rollouts on the GPU alone: tokens, log-probs and lengths come back with one read at the end. */
export class RolloutEngine {
  private readonly pace = new Pace();

  constructor(
    private readonly runner: KernelRunner,
    private readonly shape: ModelShape,
    /** cos and sin, [positions, head width / 2, 2]. */
    private readonly rotary: BufferView,
    private readonly only?: Implementation,
  ) {}

  async sample(w: ModelBuffers, prefill: Prefill, groupSize: number, options: SampleOptions): Promise<Rollout> {
    const { gpu } = this.runner;
    const rows = (prefill.starts.length - 1) * groupSize;
    const slots = this.slotsFor(rows, options.maxNewTokens);
    const plan = planRollout(this.runner, this.shape, this.rotary, w, prefill, groupSize, slots, options);
    const run =
      this.only === "persistent" || typeof this.only === "object"
        ? new PersistentDecode(
            gpu,
            plan,
            typeof this.only === "object" ? this.only : { rows: 4, threads: 16, wide: 4, lanes: 4 },
          )
        : new BatchedDecode(this.runner, plan);
    await this.decode(plan, run);
    const [tokens, logProbs] = await gpu.read([plan.tokens, plan.logProbs]);
    return cut(new Int32Array(tokens as ArrayBuffer), new Float32Array(logProbs as ArrayBuffer), rows);
  }

  /** Slice after slice until every row must have ended, none is left, or the caller wants no more. */
  private async decode(plan: RolloutPlan, run: DecodeRun): Promise<void> {
    const { gpu } = this.runner;
    const { rows, slots, options } = plan;
    // A slot's k-th row starts after at most k full lengths.
    let left = Math.ceil(rows / slots) * (options.maxNewTokens - 1);
    let drawn = rows;
    let looked = performance.now();
    while (left > 0) {
      if (options.onProgress?.(drawn) === false) return;
      const tokens = this.pace.next(left);
      const start = performance.now();
      run.record(tokens);
      left -= tokens;
      if (options.onProgress && left > 0 && performance.now() - looked > LOOK_EVERY) {
        const { buffer, offset } = run.list();
        const [header] = await gpu.read([{ buffer, offset, size: HEADER * 4 }]);
        const list = new Int32Array(header as ArrayBuffer);
        drawn = list[HEADER_TOKENS] as number;
        if (list[HEADER_COUNT] === 0) return;
        looked = performance.now();
      } else await gpu.finished();
      this.pace.took(tokens, performance.now() - start);
    }
  }

  private slotsFor(rows: number, maxNewTokens: number): number {
    const { width, layers } = this.shape;
    const { maxStorageBufferBindingSize, maxBufferSize } = this.runner.gpu.device.limits;
    const room = Math.min(CACHE_BYTES, maxStorageBufferBindingSize, maxBufferSize) - layers * 256;
    const most = Math.floor(room / (Math.max(1, maxNewTokens - 1) * layers * 2 * width * 4));
    return Math.max(1, Math.min(rows, most));
  }
}

/** Rows up to where nothing was drawn any more. */
function cut(tokens: Int32Array, logProbs: Float32Array, rows: number): Rollout {
  const stride = tokens.length / rows;
  const ranges = Array.from({ length: rows }, (_, row) => {
    const end = tokens.subarray(row * stride, (row + 1) * stride).indexOf(-1);
    return [row * stride, row * stride + (end < 0 ? stride : end)] as const;
  });
  return {
    completions: ranges.map(([from, to]) => tokens.slice(from, to)),
    logProbs: ranges.map(([from, to]) => logProbs.slice(from, to)),
  };
}
