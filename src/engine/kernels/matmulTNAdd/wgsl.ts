import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { encodeMatmulOverTokens } from "../../webgpu/matmul.ts";
import { matmulTNAdd } from "./spec.ts";

export const matmulTNAddGpu = defineGpuKernel(matmulTNAdd, (gpu, buffers, sizes) => {
  encodeMatmulOverTokens(gpu, buffers, sizes);
});
