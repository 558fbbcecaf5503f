import type { GpuKernel } from "../webgpu/gpuKernel.ts";
import { adamWGpu } from "./adamW/wgsl.ts";
import { gatherRowsGpu } from "./gatherRows/wgsl.ts";
import { gradNormGpu } from "./gradNorm/wgsl.ts";
import { matmulNNGpu } from "./matmulNN/wgsl.ts";
import { matmulNTGpu } from "./matmulNT/wgsl.ts";
import { matmulNTAddGpu } from "./matmulNTAdd/wgsl.ts";
import { matmulTNAddGpu } from "./matmulTNAdd/wgsl.ts";
import { rmsNormGpu } from "./rmsNorm/wgsl.ts";
import { scatterRowsAddGpu } from "./scatterRowsAdd/wgsl.ts";

/** Every kernel in WGSL: what the parity suite tests and the check at start-up runs. */
export const GPU_KERNELS: readonly GpuKernel[] = [
  rmsNormGpu,
  matmulNTGpu,
  matmulNTAddGpu,
  matmulNNGpu,
  matmulTNAddGpu,
  gatherRowsGpu,
  scatterRowsAddGpu,
  gradNormGpu,
  adamWGpu,
];
