import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { scatterRowsAdd } from "./spec.ts";

const COLUMNS = 16;
/** Threads a column: a token that is everywhere is not one long chain of sums. */
const LANES = 16;

/**
 * One workgroup a row and 16 columns. Lanes take turns over the row's items, then lane 0 adds up the lanes. Software adapters get
 * one lane: it needs no barrier, and a workgroup with one costs them more than its sums.
 */
const shaders = shaderFamily((lanes: number) =>
  defineShader({
    name: `scatterRowsAdd, ${lanes} lanes`,
    params: { blocks: "u32", columnBlocks: "u32", width: "u32" },
    buffers: { x: "read f32", starts: "read i32", items: "read i32", out: "write f32" },
    code: /* wgsl */ `
      ${lanes > 1 ? `var<workgroup> partial: array<f32, ${COLUMNS * lanes}>;` : ""}
      @compute @workgroup_size(${COLUMNS}, ${lanes})
      fn main(
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_id) local: vec3u,
      ) {
        let block = group.x + group.y * groups.x;
        if (block >= p.blocks) { return; }
        let r = block / p.columnBlocks;
        let d = (block - r * p.columnBlocks) * ${COLUMNS}u + local.x;
        let end = u32(starts[r + 1u]);
        var sum = 0.0;
        if (d < p.width) {
          for (var j = u32(starts[r]) + local.y; j < end; j += ${lanes}u) { sum += x[u32(items[j]) * p.width + d]; }
        }
        ${
          lanes > 1
            ? `partial[local.y * ${COLUMNS}u + local.x] = sum;
        workgroupBarrier();
        if (local.y > 0u) { return; }
        for (var lane = 1u; lane < ${lanes}u; lane++) { sum += partial[lane * ${COLUMNS}u + local.x]; }`
            : ""
        }
        if (d < p.width) { out[r * p.width + d] += sum; }
      }`,
  }),
);

export const scatterRowsAddGpu = defineGpuKernel(scatterRowsAdd, (gpu, buffers, { rows, width }) => {
  const columnBlocks = Math.ceil(width / COLUMNS);
  const blocks = rows * columnBlocks;
  gpu.dispatch(shaders(gpu.software ? 1 : LANES), buffers, { blocks, columnBlocks, width }, blocks);
});
