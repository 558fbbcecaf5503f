import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader } from "../../webgpu/shader.ts";
import { packLinear } from "./spec.ts";

const WORKGROUP = 64;

/** One thread a vector of four, in the order of `packed`. */
const shader = defineShader({
  name: "packLinear",
  params: { total: "u32", outer: "u32", columns: "u32", scaled: "u32" },
  buffers: { weight: "read vec4f", gain: "read vec4f", packed: "write vec4f" },
  code: /* wgsl */ `
    @compute @workgroup_size(${WORKGROUP})
    fn main(
      @builtin(workgroup_id) group: vec3u,
      @builtin(num_workgroups) groups: vec3u,
      @builtin(local_invocation_index) t: u32,
    ) {
      let at = (group.x + group.y * groups.x) * ${WORKGROUP}u + t;
      if (at >= p.total) { return; }
      let k = at / p.outer;
      let values = weight[(at - k * p.outer) * p.columns + k];
      packed[at] = select(values, values * gain[k], p.scaled == 1u);
    }`,
});

export const packLinearGpu = defineGpuKernel(packLinear, (gpu, buffers, { outer, inner, scaled }) => {
  const columns = inner / 4;
  const total = outer * columns;
  gpu.dispatch(shader, buffers, { total, outer, columns, scaled }, Math.ceil(total / WORKGROUP));
});
