import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { swigluBackward } from "./spec.ts";

const WORKGROUP = 64;

/** One thread a value or four neighbours, by `type`. */
const family = shaderFamily((type: "f32" | "vec4f") =>
  defineShader({
    name: `swigluBackward ${type}`,
    params: { rows: "u32", width: "u32" },
    buffers: { gateUp: `read ${type}`, dOut: `read ${type}`, dGateUp: `write ${type}` },
    code: /* wgsl */ `
      @compute @workgroup_size(${WORKGROUP})
      fn main(
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) t: u32,
      ) {
        let id = (group.x + group.y * groups.x) * ${WORKGROUP}u + t;
        if (id >= p.rows * p.width) { return; }
        let at = id + (id / p.width) * p.width;
        let gate = gateUp[at];
        let d = dOut[id];
        // exp of more than 80 is near the largest float, and the sigmoid is zero to any precision that counts.
        let sigmoid = 1.0 / (1.0 + exp(min(-gate, ${type}(80.0))));
        let silu = gate * sigmoid;
        dGateUp[at] = d * gateUp[at + p.width] * (sigmoid + silu * (1.0 - sigmoid));
        dGateUp[at + p.width] = d * silu;
      }`,
  }),
);

export const swigluBackwardGpu = defineGpuKernel(swigluBackward, (gpu, buffers, { rows, width }) => {
  const each = width % 4 === 0 ? 4 : 1;
  const params = { rows, width: width / each };
  gpu.dispatch(family(each === 4 ? "vec4f" : "f32"), buffers, params, Math.ceil((rows * params.width) / WORKGROUP));
});
