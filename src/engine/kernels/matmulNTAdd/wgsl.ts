import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { encodeMatmul } from "../../webgpu/matmul.ts";
import { matmulNTAdd } from "./spec.ts";

export const matmulNTAddGpu = defineGpuKernel(matmulNTAdd, (gpu, buffers, sizes) => {
  encodeMatmul(gpu, "NT", buffers, sizes);
});
