import type { Composition } from "../kernels/composition.ts";
import type { BufferView, Gpu } from "./gpu.ts";
import type { GpuKernel } from "./gpuKernel.ts";

/** Runs a composition on views of the device's buffers, in the order of the command queue. */
export type RunComposition = (
  composition: Composition,
  buffers: Record<string, BufferView>,
  scalars: Record<string, number>,
) => void;

/** Kernels in their compositions' place where the check at start-up found them wrong. */
export interface Repair {
  compositions: ReadonlyMap<string, Composition>;
  run: RunComposition;
}

/** Records a kernel, or what replaces it on this device. Views have exactly the size of their contents. */
export class KernelRunner {
  constructor(
    readonly gpu: Gpu,
    private readonly repair: Repair | null = null,
  ) {}

  run<B extends string, S extends string>(
    kernel: GpuKernel<B, S>,
    buffers: Record<B, BufferView>,
    scalars: Record<S, number>,
  ): void {
    const composition = this.repair?.compositions.get(kernel.spec.name);
    if (composition) this.repair?.run(composition, buffers, scalars);
    else kernel.encode(this.gpu, buffers, scalars);
  }
}
