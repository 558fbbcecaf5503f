import { adamWGpu } from "../kernels/adamW/wgsl.ts";
import { gradNormGpu } from "../kernels/gradNorm/wgsl.ts";
import type { AdamWOptions, OptimizerResult, OptimizerState, Weights } from "../policy.ts";
import type { BufferView } from "./gpu.ts";
import type { KernelRunner } from "./kernelRunner.ts";
import type { ModelBuffers, ModelLayout } from "./modelBuffers.ts";

/** Brings views back as floats. */
export type ReadFloats = (views: readonly BufferView[]) => Promise<Float32Array[]>;

/** AdamW over all parameters at once, with its moments on the device. */
export class GpuOptimizer {
  private readonly m: BufferView;
  private readonly v: BufferView;
  private readonly norm: BufferView; // [1]
  private steps = 0;

  constructor(
    private readonly runner: KernelRunner,
    private readonly layout: ModelLayout,
    private readonly weights: ModelBuffers,
    readonly gradient: ModelBuffers,
    private readonly read: ReadFloats,
  ) {
    const { gpu } = runner;
    this.m = layout.allocate(gpu, "m").flat;
    this.v = layout.allocate(gpu, "v").flat;
    this.norm = { ...gpu.buffer(4, "gradient norm"), size: 4 };
  }

  /** Clips, applies and clears the gradients; a norm that is not finite applies nothing. */
  async step(options: AdamWOptions): Promise<OptimizerResult> {
    const { runner, layout, weights, gradient, m, v, norm } = this;
    runner.run(gradNormGpu, { gradients: gradient.flat, out: norm }, { count: layout.size });
    const [[gradNorm] = []] = await this.read([norm]);
    if (gradNorm === undefined || !Number.isFinite(gradNorm)) {
      const bad = [...(await this.gradients())].find(([, { data }]) => data.some((x) => !Number.isFinite(x)));
      runner.gpu.zero(gradient.flat);
      return { gradNorm: gradNorm ?? Number.NaN, applied: false, culprit: bad?.[0] ?? "the sum of all gradients" };
    }
    this.steps++;
    const { learningRate, beta1, beta2, epsilon, weightDecay, maxGradNorm } = options;
    const correction1 = 1 - Math.pow(beta1, this.steps);
    const correction2 = 1 - Math.pow(beta2, this.steps);
    runner.run(
      adamWGpu,
      { weights: weights.flat, gradients: gradient.flat, m, v, norm },
      {
        count: layout.size,
        learningRate,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        maxGradNorm,
        correction1,
        correction2,
      },
    );
    return { gradNorm, applied: true };
  }

  async gradients(): Promise<Weights> {
    const [flat = new Float32Array()] = await this.read([this.gradient.flat]);
    return this.layout.unflatten(flat);
  }

  async exportState(): Promise<OptimizerState> {
    const [m = new Float32Array(), v = new Float32Array()] = await this.read([this.m, this.v]);
    return { step: this.steps, m: this.layout.unflatten(m), v: this.layout.unflatten(v) };
  }

  /** Null begins anew. Gradients are cleared. @throws naming the tensor that does not fit; nothing is changed then */
  importState(state: OptimizerState | null): void {
    const { layout } = this;
    const { gpu } = this.runner;
    const m = state ? layout.flatten(state.m, "importOptimizer: m") : new Float32Array(layout.size);
    const v = state ? layout.flatten(state.v, "importOptimizer: v") : new Float32Array(layout.size);
    this.steps = state?.step ?? 0;
    gpu.write(this.m, m);
    gpu.write(this.v, v);
    gpu.zero(this.gradient.flat);
  }
}
