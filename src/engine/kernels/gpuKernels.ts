import type { GpuKernel } from "../webgpu/gpuKernel.ts";
import { rmsNormGpu } from "./rmsNorm/wgsl.ts";

/** Every kernel in WGSL: what the parity suite tests and the check at start-up runs. */
export const GPU_KERNELS: readonly GpuKernel[] = [rmsNormGpu];
