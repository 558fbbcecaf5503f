import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { encodeMatmul } from "../../webgpu/matmul.ts";
import { matmulNTAdd } from "./spec.ts";

export const matmulNTAddGpu = defineGpuKernel(matmulNTAdd, (gpu, { a, b, residual, out }, sizes) => {
  encodeMatmul(gpu, "NT", { a, b, out }, sizes, residual);
});
