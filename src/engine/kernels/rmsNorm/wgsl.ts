import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader } from "../../webgpu/shader.ts";
import { rmsNorm } from "./spec.ts";

const WORKGROUP = 64;

/** One workgroup a row. */
const shader = defineShader({
  name: "rmsNorm",
  params: { rows: "u32", width: "u32", eps: "f32" },
  buffers: { x: "read f32", gain: "read f32", out: "write f32", invStd: "write f32" },
  code: /* wgsl */ `
    var<workgroup> partial: array<f32, ${WORKGROUP}>;
    @compute @workgroup_size(${WORKGROUP})
    fn main(
      @builtin(workgroup_id) group: vec3u,
      @builtin(num_workgroups) groups: vec3u,
      @builtin(local_invocation_index) t: u32,
    ) {
      let n = group.x + group.y * groups.x;
      if (n >= p.rows) { return; }
      let at = n * p.width;
      var sum = 0.0;
      for (var d = t; d < p.width; d += ${WORKGROUP}u) { sum += x[at + d] * x[at + d]; }
      partial[t] = sum;
      workgroupBarrier();
      for (var half = ${WORKGROUP / 2}u; half > 0u; half /= 2u) {
        if (t < half) { partial[t] += partial[t + half]; }
        workgroupBarrier();
      }
      let inv = inverseSqrt(partial[0] / f32(p.width) + p.eps);
      if (t == 0u) { invStd[n] = inv; }
      for (var d = t; d < p.width; d += ${WORKGROUP}u) { out[at + d] = x[at + d] * inv * gain[d]; }
    }`,
});

export const rmsNormGpu = defineGpuKernel(rmsNorm, (gpu, buffers, { rows, width, eps }) => {
  gpu.dispatch(shader, buffers, { rows, width, eps }, rows);
});
