import type { GpuKernel } from "../webgpu/gpuKernel.ts";
import { adamWGpu } from "./adamW/wgsl.ts";
import { attentionGpu } from "./attention/wgsl.ts";
import { attentionBackwardGpu } from "./attentionBackward/wgsl.ts";
import { gatherRowsGpu } from "./gatherRows/wgsl.ts";
import { gradNormGpu } from "./gradNorm/wgsl.ts";
import { matmulNNGpu } from "./matmulNN/wgsl.ts";
import { matmulNTGpu } from "./matmulNT/wgsl.ts";
import { matmulNTAddGpu } from "./matmulNTAdd/wgsl.ts";
import { matmulTNAddGpu } from "./matmulTNAdd/wgsl.ts";
import { rmsNormGpu } from "./rmsNorm/wgsl.ts";
import { rmsNormBackwardGpu } from "./rmsNormBackward/wgsl.ts";
import { ropeGpu } from "./rope/wgsl.ts";
import { scatterRowsAddGpu } from "./scatterRowsAdd/wgsl.ts";
import { scoreTokensGpu } from "./scoreTokens/wgsl.ts";
import { scoreTokensBackwardGpu } from "./scoreTokensBackward/wgsl.ts";
import { swigluGpu } from "./swiglu/wgsl.ts";
import { swigluBackwardGpu } from "./swigluBackward/wgsl.ts";
import { packLinearGpu } from "./packLinear/wgsl.ts";
import { decodeLinearGpu } from "./decodeLinear/wgsl.ts";
import { decodeAttentionGpu } from "./decodeAttention/wgsl.ts";
import { drawTokensGpu } from "./drawTokens/wgsl.ts";
import { advanceRowsGpu } from "./advanceRows/wgsl.ts";

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
  rmsNormBackwardGpu,
  ropeGpu,
  swigluGpu,
  swigluBackwardGpu,
  attentionGpu,
  attentionBackwardGpu,
  scoreTokensGpu,
  scoreTokensBackwardGpu,
  packLinearGpu,
  decodeLinearGpu,
  decodeAttentionGpu,
  drawTokensGpu,
  advanceRowsGpu,
];
