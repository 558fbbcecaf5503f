import type { BufferView, Gpu } from "../gpu.ts";
import { type PersistentForm, persistentShader } from "./persistentShader.ts";
import type { DecodeRun, RolloutPlan } from "./rolloutPlan.ts";

/** Decoding by the persistent kernel: one dispatch a slice. */
export class PersistentDecode implements DecodeRun {
  readonly inStep = false;
  private readonly prompts: BufferView;
  /** Bytes from one layer's keys and values of the prompts to the next. */
  private readonly promptStride: number;

  constructor(
    private readonly gpu: Gpu,
    private readonly plan: RolloutPlan,
    private readonly form: PersistentForm,
  ) {
    const { prefill, shape } = plan;
    const tokens = prefill.starts.at(-1) ?? 0;
    this.promptStride = tokens * 3 * shape.width * 4;
    const size = shape.layers * this.promptStride;
    this.prompts = { buffer: gpu.scratch("rollout: prompts", size).buffer, offset: 0, size };
    prefill.keyValues.forEach((layer, l) => {
      gpu.copy(layer, { ...this.prompts, offset: l * this.promptStride }, this.promptStride);
    });
  }

  list(): BufferView {
    return this.plan.list;
  }

  record(tokens: number): void {
    const { plan, form } = this;
    const { options, slots, groupSize, positions, layerStride, resultStride } = plan;
    const headWidth = plan.shape.width / plan.shape.heads;
    const { seed, step, eosToken, maxNewTokens, temperature } = options;
    this.gpu.dispatch(
      persistentShader(plan.shape, form),
      {
        weights: plan.weights.all,
        prompts: this.prompts,
        rotary: plan.rotary,
        cache: plan.cache,
        starts: plan.starts,
        queue: plan.queue,
        list: plan.list,
        results: plan.results,
      },
      {
        tokens,
        slots,
        groupSize,
        positions,
        layerStride: layerStride / headWidth,
        promptStride: this.promptStride / 4 / headWidth,
        resultStride,
        seed,
        step,
        inverse: 1 / temperature,
        eosToken,
        maxNewTokens,
      },
      [Math.ceil(slots / form.rows), 1, 1],
    );
  }
}
