import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { rowSumCode } from "../../webgpu/rowSum.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { rmsNorm } from "./spec.ts";

const shaders = shaderFamily((software: boolean) => {
  const { declarations, head, first, step, reduce, leads } = rowSumCode(software);
  return defineShader({
    name: "rmsNorm",
    params: { rows: "u32", width: "u32", eps: "f32" },
    buffers: { x: "read f32", gain: "read f32", out: "write f32", invStd: "write f32" },
    code: /* wgsl */ `${declarations}${head}
      let at = n * p.width;
      var sum = 0.0;
      for (var d = ${first}; d < p.width; d += ${step}) {
        let value = x[at + d];
        sum += value * value;
      }
      ${reduce}
      let inv = inverseSqrt(sum / f32(p.width) + p.eps);
      if (${leads}) { invStd[n] = inv; }
      for (var d = ${first}; d < p.width; d += ${step}) { out[at + d] = x[at + d] * inv * gain[d]; }
    }`,
  });
});

export const rmsNormGpu = defineGpuKernel(rmsNorm, (gpu, buffers, { rows, width, eps }) => {
  gpu.dispatch(shaders(gpu.software), buffers, { rows, width, eps }, rowSumCode(gpu.software).groups(rows));
});
