import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader } from "../../webgpu/shader.ts";
import { rmsNormBackward } from "./spec.ts";

const WORKGROUP = 64;
const MOST_PARTS = 128;
const LEAST_ROWS = 32;

/** One workgroup a row. */
const rowsShader = defineShader({
  name: "rmsNormBackward: rows",
  params: { rows: "u32", width: "u32" },
  buffers: { x: "read f32", gain: "read f32", invStd: "read f32", dOut: "read f32", dx: "write f32" },
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
      for (var d = t; d < p.width; d += ${WORKGROUP}u) { sum += x[at + d] * dOut[at + d] * gain[d]; }
      partial[t] = sum;
      workgroupBarrier();
      for (var half = ${WORKGROUP / 2}u; half > 0u; half /= 2u) {
        if (t < half) { partial[t] += partial[t + half]; }
        workgroupBarrier();
      }
      let inv = invStd[n];
      let share = partial[0] * inv * inv * inv / f32(p.width);
      for (var d = t; d < p.width; d += ${WORKGROUP}u) {
        dx[at + d] += inv * gain[d] * dOut[at + d] - x[at + d] * share;
      }
    }`,
});

/** One thread a column and part of the rows. */
const partsShader = defineShader({
  name: "rmsNormBackward: parts of dGain",
  params: { rows: "u32", width: "u32", rowsPerPart: "u32", blocks: "u32" },
  buffers: { x: "read f32", invStd: "read f32", dOut: "read f32", sums: "write f32" },
  code: /* wgsl */ `
    @compute @workgroup_size(${WORKGROUP})
    fn main(
      @builtin(workgroup_id) group: vec3u,
      @builtin(num_workgroups) groups: vec3u,
      @builtin(local_invocation_index) t: u32,
    ) {
      let id = group.x + group.y * groups.x;
      let part = id / p.blocks;
      let d = (id % p.blocks) * ${WORKGROUP}u + t;
      let first = part * p.rowsPerPart;
      if (first >= p.rows || d >= p.width) { return; }
      let end = min(p.rows, first + p.rowsPerPart);
      var sum = 0.0;
      for (var n = first; n < end; n++) { sum += dOut[n * p.width + d] * x[n * p.width + d] * invStd[n]; }
      sums[part * p.width + d] = sum;
    }`,
});

const sumShader = defineShader({
  name: "rmsNormBackward: dGain",
  params: { width: "u32", parts: "u32" },
  buffers: { sums: "read f32", dGain: "write f32" },
  code: /* wgsl */ `
    @compute @workgroup_size(${WORKGROUP})
    fn main(@builtin(global_invocation_id) id: vec3u) {
      let d = id.x;
      if (d >= p.width) { return; }
      var sum = 0.0;
      for (var part = 0u; part < p.parts; part++) { sum += sums[part * p.width + d]; }
      dGain[d] += sum;
    }`,
});

export const rmsNormBackwardGpu = defineGpuKernel(rmsNormBackward, (gpu, buffers, { rows, width }) => {
  gpu.dispatch(rowsShader, buffers, { rows, width }, rows);
  const rowsPerPart = Math.max(LEAST_ROWS, Math.ceil(rows / MOST_PARTS));
  const parts = Math.ceil(rows / rowsPerPart);
  const blocks = Math.ceil(width / WORKGROUP);
  const sums = gpu.scratch("rmsNormBackward: sums", 4 * MOST_PARTS * width);
  gpu.dispatch(partsShader, { ...buffers, sums }, { rows, width, rowsPerPart, blocks }, parts * blocks);
  gpu.dispatch(sumShader, { ...buffers, sums }, { width, parts }, parts > 0 ? blocks : 0);
});
