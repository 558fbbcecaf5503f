import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { rowLanes, sumOverLanes, WORKGROUP } from "../rowLanes.ts";
import { rmsNormBackward } from "./spec.ts";

type Type = "f32" | "vec4f";

/** Rows are cut into at most so many parts for dGain, of at least so many rows. */
const MOST_PARTS = { software: 16, hardware: 256 };
const LEAST_ROWS = 32;

/** `lanes` threads a row. */
const rowsFamily = shaderFamily((lanes: number, type: Type) =>
  defineShader({
    name: `rmsNormBackward: rows, ${lanes} ${type}`,
    params: { rows: "u32", chunks: "u32", width: "f32" },
    buffers: { x: `read ${type}`, gain: `read ${type}`, invStd: "read f32", dOut: `read ${type}`, dx: `write ${type}` },
    code: /* wgsl */ `${rowLanes(lanes)}
      let at = n * p.chunks;
      var sum = 0.0;
      for (var d = lane; d < p.chunks; d += LANES) {
        let byX = dOut[at + d] * x[at + d];
        sum += ${type === "f32" ? "byX * gain[d]" : "dot(byX, gain[d])"};
      }
      ${sumOverLanes(lanes, "sum")}
      if (!stores) { return; }
      let inv = invStd[n];
      let share = all * inv * inv * inv / p.width;
      for (var d = lane; d < p.chunks; d += LANES) {
        dx[at + d] += inv * gain[d] * dOut[at + d] - x[at + d] * share;
      }
    }`,
  }),
);

/** One thread a column (or four) and part of the rows. */
const partsFamily = shaderFamily((type: Type) =>
  defineShader({
    name: `rmsNormBackward: parts of dGain, ${type}`,
    params: { rows: "u32", chunks: "u32", rowsPerPart: "u32" },
    buffers: { x: `read ${type}`, invStd: "read f32", dOut: `read ${type}`, sums: `write ${type}` },
    code: /* wgsl */ `
      @compute @workgroup_size(${WORKGROUP})
      fn main(
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) t: u32,
      ) {
        let id = (group.x + group.y * groups.x) * ${WORKGROUP}u + t;
        let first = id / p.chunks * p.rowsPerPart;
        if (first >= p.rows) { return; }
        let end = min(p.rows, first + p.rowsPerPart);
        var sum = ${type}();
        var at = first * p.chunks + id % p.chunks;
        for (var n = first; n < end; n++) {
          sum += dOut[at] * x[at] * invStd[n];
          at += p.chunks;
        }
        sums[id] = sum;
      }`,
  }),
);

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
  if (rows === 0) return;
  const each = width % 4 === 0 ? 4 : 1;
  const type = each === 4 ? "vec4f" : "f32";
  const lanes = gpu.software ? 1 : 16;
  const chunks = width / each;
  gpu.dispatch(rowsFamily(lanes, type), buffers, { rows, chunks, width }, Math.ceil((rows * lanes) / WORKGROUP));
  const most = gpu.software ? MOST_PARTS.software : MOST_PARTS.hardware;
  const rowsPerPart = Math.max(LEAST_ROWS, Math.ceil(rows / most));
  const parts = Math.ceil(rows / rowsPerPart);
  const sums = gpu.scratch("rmsNormBackward: sums", 4 * most * width);
  const part = { rows, chunks, rowsPerPart };
  gpu.dispatch(partsFamily(type), { ...buffers, sums }, part, Math.ceil((parts * chunks) / WORKGROUP));
  gpu.dispatch(sumShader, { sums, dGain: buffers.dGain }, { width, parts }, Math.ceil(width / WORKGROUP));
});
