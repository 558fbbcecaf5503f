import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { encodeMatmul } from "../../webgpu/matmul.ts";
import { matmulNT } from "./spec.ts";

export const matmulNTGpu = defineGpuKernel(matmulNT, (gpu, buffers, sizes) => {
  encodeMatmul(gpu, "NT", buffers, sizes);
});
