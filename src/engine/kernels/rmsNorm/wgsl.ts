import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { rowLanes, sumOverLanes, WORKGROUP } from "../rowLanes.ts";
import { rmsNorm } from "./spec.ts";

/** `lanes` threads a row. */
const family = shaderFamily((lanes: number, type: "f32" | "vec4f") =>
  defineShader({
    name: `rmsNorm, ${lanes} ${type}`,
    params: { rows: "u32", chunks: "u32", width: "f32", eps: "f32" },
    buffers: { x: `read ${type}`, gain: `read ${type}`, out: `write ${type}`, invStd: "write f32" },
    code: /* wgsl */ `${rowLanes(lanes)}
      let at = n * p.chunks;
      var sum = 0.0;
      for (var d = lane; d < p.chunks; d += LANES) {
        let value = x[at + d];
        sum += ${type === "f32" ? "value * value" : "dot(value, value)"};
      }
      ${sumOverLanes(lanes, "sum")}
      if (!stores) { return; }
      let inv = inverseSqrt(all / p.width + p.eps);
      if (lane == 0u) { invStd[n] = inv; }
      for (var d = lane; d < p.chunks; d += LANES) { out[at + d] = x[at + d] * inv * gain[d]; }
    }`,
  }),
);

export const rmsNormGpu = defineGpuKernel(rmsNorm, (gpu, buffers, { rows, width, eps }) => {
  if (rows === 0) return;
  const each = width % 4 === 0 ? 4 : 1;
  const lanes = gpu.software ? 1 : 16;
  const shader = family(lanes, each === 4 ? "vec4f" : "f32");
  gpu.dispatch(shader, buffers, { rows, chunks: width / each, width, eps }, Math.ceil((rows * lanes) / WORKGROUP));
});
