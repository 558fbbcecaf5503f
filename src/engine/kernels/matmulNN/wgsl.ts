import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { encodeMatmul } from "../../webgpu/matmul.ts";
import { matmulNN } from "./spec.ts";

export const matmulNNGpu = defineGpuKernel(matmulNN, (gpu, buffers, sizes) => {
  encodeMatmul(gpu, "NN", buffers, sizes);
});
