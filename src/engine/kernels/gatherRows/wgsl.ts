import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { gatherRows } from "./spec.ts";

const WORKGROUP = 64;

/** One thread an element of `out`; elements are single values or, where the width allows it, four. */
const shaders = shaderFamily((element: "f32" | "vec4f") =>
  defineShader({
    name: `gatherRows, ${element}`,
    params: { total: "u32", width: "u32" },
    buffers: { table: `read ${element}`, rows: "read i32", out: `write ${element}` },
    code: /* wgsl */ `
      @compute @workgroup_size(${WORKGROUP})
      fn main(
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) t: u32,
      ) {
        let at = (group.x + group.y * groups.x) * ${WORKGROUP}u + t;
        if (at >= p.total) { return; }
        let i = at / p.width;
        out[at] = table[u32(rows[i]) * p.width + (at - i * p.width)];
      }`,
  }),
);

export const gatherRowsGpu = defineGpuKernel(gatherRows, (gpu, buffers, { count, width }) => {
  const wide = width % 4 === 0;
  const columns = wide ? width / 4 : width;
  const total = count * columns;
  gpu.dispatch(shaders(wide ? "vec4f" : "f32"), buffers, { total, width: columns }, Math.ceil(total / WORKGROUP));
});
