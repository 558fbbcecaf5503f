import { Gpu } from "../../../../src/engine/webgpu/gpu.ts";
import { KernelRunner } from "../../../../src/engine/webgpu/kernelRunner.ts";
import { type ModelBuffers, ModelLayout } from "../../../../src/engine/webgpu/modelBuffers.ts";
import { packBatch } from "../../../../src/engine/webgpu/packedBatch.ts";
import { PackedPass } from "../../../../src/engine/webgpu/packedPass.ts";
import { type Implementation, RolloutEngine } from "../../../../src/engine/webgpu/rollout/rolloutEngine.ts";
import { rotaryTable } from "../../../../src/engine/webgpu/rotaryTable.ts";
import type { ModelShape, Rollout, SampleOptions, Weights } from "../../../../src/engine/policy.ts";

/** A rollout engine on a device of its own, with the weights of a model and no policy around it. */
export class RolloutBench {
  private constructor(
    readonly gpu: Gpu,
    private readonly shape: ModelShape,
    private readonly runner: KernelRunner,
    private readonly w: ModelBuffers,
    private readonly rotary: ReturnType<typeof rotaryTable>,
    private readonly engine: RolloutEngine,
  ) {}

  static async open(shape: ModelShape, weights: Weights, only?: Implementation, gpu?: Gpu): Promise<RolloutBench> {
    const device = gpu ?? (await Gpu.open());
    const runner = new KernelRunner(device);
    const layout = new ModelLayout(shape);
    const w = layout.allocate(device, "weights");
    device.write(w.flat, layout.flatten(weights, "rollout bench"));
    const rotary = rotaryTable(device, shape);
    return new RolloutBench(device, shape, runner, w, rotary, new RolloutEngine(runner, shape, rotary, only));
  }

  async sample(prompts: readonly Int32Array[], groupSize: number, options: SampleOptions): Promise<Rollout> {
    const completion = new Int32Array(1);
    const sequences = prompts.map((prompt) => ({ prompt, completion }));
    const batch = packBatch(this.gpu, "bench: indices", this.shape.vocabSize, sequences);
    const pass = new PackedPass(this.runner, this.shape, this.rotary, batch, true);
    const last = pass.head(this.w, pass.trunk(this.w), batch.scoredRows, prompts.length);
    const prefill = { keyValues: pass.keyValues(), starts: batch.starts, last };
    return this.engine.sample(this.w, prefill, groupSize, options);
  }
}
