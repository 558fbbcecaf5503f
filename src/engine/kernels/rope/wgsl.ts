import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader } from "../../webgpu/shader.ts";
import { rope } from "./spec.ts";

const WORKGROUP = 64;

/** One thread a pair of values. */
const shader = defineShader({
  name: "rope",
  params: { rows: "u32", width: "u32", half: "u32", sign: "f32" },
  buffers: { qkv: "write f32", positions: "read i32", angles: "read vec2f" },
  code: /* wgsl */ `
    @compute @workgroup_size(${WORKGROUP})
    fn main(
      @builtin(workgroup_id) group: vec3u,
      @builtin(num_workgroups) groups: vec3u,
      @builtin(local_invocation_index) t: u32,
    ) {
      let id = (group.x + group.y * groups.x) * ${WORKGROUP}u + t;
      if (id >= p.rows * p.width) { return; }
      let n = id / p.width;
      let head = (id % p.width) / p.half;
      let i = id % p.half;
      let angle = angles[u32(positions[n]) * p.half + i];
      let at = n * 3u * p.width + head * 2u * p.half + i;
      let a = qkv[at];
      let b = qkv[at + p.half];
      let sin = p.sign * angle.y;
      qkv[at] = a * angle.x - b * sin;
      qkv[at + p.half] = b * angle.x + a * sin;
    }`,
});

export const ropeGpu = defineGpuKernel(rope, (gpu, { qkv, positions, table }, { rows, width, heads, sign }) => {
  const params = { rows, width, half: width / heads / 2, sign };
  gpu.dispatch(shader, { qkv, positions, angles: table }, params, Math.ceil((rows * width) / WORKGROUP));
});
