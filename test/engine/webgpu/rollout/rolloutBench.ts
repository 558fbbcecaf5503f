import type { Gpu } from "../../../../src/engine/webgpu/gpu.ts";
import { KernelRunner } from "../../../../src/engine/webgpu/kernelRunner.ts";
import { type ModelBuffers, ModelLayout } from "../../../../src/engine/webgpu/modelBuffers.ts";
import { chooseDecode, type DecodeChoice } from "../../../../src/engine/webgpu/rollout/chooseDecode.ts";
import { prefillPrompts } from "../../../../src/engine/webgpu/rollout/prefillPrompts.ts";
import { RolloutEngine, type RolloutSettings } from "../../../../src/engine/webgpu/rollout/rolloutEngine.ts";
import type { DecodeName } from "../../../../src/engine/webgpu/rollout/rolloutPlan.ts";
import { rotaryTable } from "../../../../src/engine/webgpu/rotaryTable.ts";
import type { ModelShape, Rollout, SampleOptions, Weights } from "../../../../src/engine/policy.ts";

/** A rollout engine with the weights of a model and no policy around it. */
export class RolloutBench {
  private readonly runner: KernelRunner;
  private readonly w: ModelBuffers;
  private readonly rotary: ReturnType<typeof rotaryTable>;

  constructor(
    readonly gpu: Gpu,
    private readonly shape: ModelShape,
    weights: Weights,
  ) {
    this.runner = new KernelRunner(gpu);
    const layout = new ModelLayout(shape);
    this.w = layout.allocate(gpu, "weights");
    gpu.write(this.w.flat, layout.flatten(weights, "rollout bench"));
    this.rotary = rotaryTable(gpu, shape);
  }

  engine(settings?: RolloutSettings): RolloutEngine {
    return new RolloutEngine(this.runner, this.shape, this.rotary, settings);
  }

  async prepared(): Promise<RolloutEngine> {
    const engine = this.engine();
    await engine.prepare(this.w);
    return engine;
  }

  sample(
    engine: RolloutEngine,
    prompts: readonly Int32Array[],
    groupSize: number,
    options: SampleOptions,
  ): Promise<Rollout> {
    const prefill = prefillPrompts(this.runner, this.shape, this.rotary, this.w, prompts);
    return engine.sample(this.w, prefill, groupSize, options);
  }

  /** What is chosen on a device where one way of decoding, or both, gives broken log-probs. */
  choiceWhere(broken: DecodeName | "both", spoil: (logProb: number) => number): Promise<DecodeChoice> {
    const { runner, shape, rotary, w } = this;
    return chooseDecode(runner, shape, rotary, w, async (decode, ...rest) => {
      const rollout = await this.engine({ decode }).sample(w, ...rest);
      if (broken !== "both" && broken !== decode) return rollout;
      return { ...rollout, logProbs: rollout.logProbs.map((row) => row.map(spoil)) };
    });
  }
}
