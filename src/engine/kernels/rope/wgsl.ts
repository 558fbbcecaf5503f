import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { rope } from "./spec.ts";

const WORKGROUP = 64;

/** One thread a pair of values, or four neighbouring pairs where half a head divides by four. `chunks` of them in half a head. */
const family = shaderFamily((type: "f32" | "vec4f") => {
  const wide = type === "vec4f";
  const angles = wide
    ? `
      let low = angles[2u * angle];
      let high = angles[2u * angle + 1u];
      let cos = vec4f(low.xz, high.xz);
      let sin = p.sign * vec4f(low.yw, high.yw);`
    : `
      let cos = angles[angle].x;
      let sin = p.sign * angles[angle].y;`;
  return defineShader({
    name: `rope ${type}`,
    params: { rows: "u32", heads: "u32", chunks: "u32", sign: "f32" },
    buffers: { qkv: `write ${type}`, positions: "read i32", angles: `read ${wide ? "vec4f" : "vec2f"}` },
    code: /* wgsl */ `
      @compute @workgroup_size(${WORKGROUP})
      fn main(
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) t: u32,
      ) {
        let id = (group.x + group.y * groups.x) * ${WORKGROUP}u + t;
        let row = id / p.chunks;
        let n = row / (2u * p.heads);
        if (n >= p.rows) { return; }
        let angle = u32(positions[n]) * p.chunks + id % p.chunks;
        ${angles}
        let at = (n * 6u * p.heads + row % (2u * p.heads) * 2u) * p.chunks + id % p.chunks;
        let a = qkv[at];
        let b = qkv[at + p.chunks];
        qkv[at] = a * cos - b * sin;
        qkv[at + p.chunks] = b * cos + a * sin;
      }`,
  });
});

export const ropeGpu = defineGpuKernel(rope, (gpu, { qkv, positions, table }, { rows, width, heads, sign }) => {
  const half = width / heads / 2;
  const each = half % 4 === 0 ? 4 : 1;
  const chunks = half / each;
  const shader = family(each === 4 ? "vec4f" : "f32");
  const groups = Math.ceil((rows * 2 * heads * chunks) / WORKGROUP);
  gpu.dispatch(shader, { qkv, positions, angles: table }, { rows, heads, chunks, sign }, groups);
});
