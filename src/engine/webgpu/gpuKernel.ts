import type { KernelSpec } from "../kernels/kernelSpec.ts";
import type { BufferView, Gpu } from "./gpu.ts";

/** A kernel in WGSL: records its dispatches on the command queue. May use scratch memory of `gpu`. */
export interface GpuKernel<B extends string = string, S extends string = string> {
  readonly spec: KernelSpec<B, S>;
  encode(gpu: Gpu, buffers: Record<B, BufferView>, scalars: Record<S, number>): void;
}

export const defineGpuKernel = <B extends string, S extends string>(
  spec: KernelSpec<B, S>,
  encode: GpuKernel<B, S>["encode"],
): GpuKernel<B, S> => ({ spec, encode });
