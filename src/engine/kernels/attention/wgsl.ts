import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { attention } from "./spec.ts";

const WORKGROUP = 64;

/** One thread a row and head, with a running maximum and sum. */
const family = shaderFamily((headWidth: number) =>
  defineShader({
    name: `attention ${headWidth}`,
    params: { rows: "u32", width: "u32", heads: "u32" },
    buffers: { qkv: "read f32", begins: "read i32", out: "write f32", lse: "write f32" },
    code: /* wgsl */ `
      const HD = ${headWidth}u;
      @compute @workgroup_size(${WORKGROUP})
      fn main(
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) i: u32,
      ) {
        let id = (group.x + group.y * groups.x) * ${WORKGROUP}u + i;
        if (id >= p.rows * p.heads) { return; }
        let t = id / p.heads;
        let h = id % p.heads;
        var q: array<f32, HD>;
        var mixed: array<f32, HD>;
        for (var d = 0u; d < HD; d++) { q[d] = qkv[3u * t * p.width + h * HD + d] * ${1 / Math.sqrt(headWidth)}; }
        var top = -1e30;
        var sum = 0.0;
        for (var j = u32(begins[t]); j <= t; j++) {
          let k = (3u * j + 1u) * p.width + h * HD;
          var score = 0.0;
          for (var d = 0u; d < HD; d++) { score += q[d] * qkv[k + d]; }
          let higher = max(top, score);
          let shrink = exp(top - higher);
          let e = exp(score - higher);
          top = higher;
          sum = sum * shrink + e;
          for (var d = 0u; d < HD; d++) { mixed[d] = mixed[d] * shrink + e * qkv[k + p.width + d]; }
        }
        lse[id] = top + log(sum);
        for (var d = 0u; d < HD; d++) { out[t * p.width + h * HD + d] = mixed[d] / sum; }
      }`,
  }),
);

export const attentionGpu = defineGpuKernel(attention, (gpu, buffers, { rows, width, heads }) => {
  gpu.dispatch(family(width / heads), buffers, { rows, width, heads }, Math.ceil((rows * heads) / WORKGROUP));
});
