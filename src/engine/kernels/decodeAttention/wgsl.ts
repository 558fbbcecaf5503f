import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { attendWgsl, headStruct } from "../../webgpu/rollout/attendWgsl.ts";
import { ENTRY, HEADER } from "../../webgpu/rollout/rowList.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { decodeAttention } from "./spec.ts";

const WORKGROUP = 32;

/** One thread a row and head. */
const shaders = shaderFamily((width: number, heads: number) => {
  const C = width / heads;
  return defineShader({
    name: `decodeAttention, ${heads} heads of ${C}`,
    params: { rows: "u32", groupSize: "u32", positions: "u32" },
    buffers: {
      list: "read i32",
      starts: "read i32",
      prompts: "read Head",
      qkv: "read Head",
      rotary: "read vec4f",
      cache: "write Head",
      out: "write Head",
    },
    code: /* wgsl */ `
      ${headStruct(C)}
      fn load(i: u32) -> Head { return qkv[i]; }
      fn store(i: u32, value: Head) { out[i] = value; }
      ${attendWgsl(C, heads)}
      @compute @workgroup_size(${WORKGROUP})
      fn main(
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) t: u32,
      ) {
        let n = (group.x + group.y * groups.x) * ${WORKGROUP}u + t;
        let i = n / ${heads}u;
        if (i >= min(p.rows, u32(list[0]))) { return; }
        let h = n - i * ${heads}u;
        let entry = ${HEADER}u + ${ENTRY}u * i;
        let slot = u32(list[entry]);
        let prompt = u32(list[entry + 1u]) / p.groupSize;
        let first = u32(starts[prompt]);
        let T = u32(starts[prompt + 1u]) - first;
        attend(
          i * ${3 * heads}u + h,
          (first * 3u + 1u) * ${heads}u + h,
          T,
          slot * p.positions * ${2 * heads}u + h,
          u32(list[entry + 3u]),
          i * ${heads}u + h,
        );
      }`,
  });
});

export const decodeAttentionGpu = defineGpuKernel(
  decodeAttention,
  (gpu, buffers, { rows, width, heads, groupSize, positions }) => {
    const groups = Math.ceil((rows * heads) / WORKGROUP);
    gpu.dispatch(shaders(width, heads), buffers, { rows, groupSize, positions }, groups);
  },
);
