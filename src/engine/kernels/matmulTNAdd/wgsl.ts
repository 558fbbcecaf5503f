import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { encodeMatmul } from "../../webgpu/matmul.ts";
import { matmulTNAdd } from "./spec.ts";

export const matmulTNAddGpu = defineGpuKernel(matmulTNAdd, (gpu, buffers, sizes) => {
  encodeMatmul(gpu, "TN", buffers, sizes);
});
