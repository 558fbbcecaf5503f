import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { rowLanes, WORKGROUP } from "../rowLanes.ts";
import { swiglu } from "./spec.ts";

/** In software a thread takes many values, since finding its row costs as much as several of them. */
const LANES = { software: 4, hardware: 32 };

/** `lanes` threads a row; values by fours where the width allows. */
const family = shaderFamily((lanes: number, type: "f32" | "vec4f") =>
  defineShader({
    name: `swiglu ${lanes} ${type}`,
    params: { rows: "u32", chunks: "u32" },
    buffers: { gateUp: `read ${type}`, out: `write ${type}` },
    code: /* wgsl */ `${rowLanes(lanes)}
      if (!stores) { return; }
      for (var f = lane; f < p.chunks; f += LANES) {
        let at = 2u * n * p.chunks + f;
        let gate = gateUp[at];
        // exp of more than 80 is near the largest float, and gate / it is zero to any precision that counts.
        out[n * p.chunks + f] = gate / (1.0 + exp(min(-gate, ${type}(80.0)))) * gateUp[at + p.chunks];
      }
    }`,
  }),
);

export const swigluGpu = defineGpuKernel(swiglu, (gpu, buffers, { rows, width }) => {
  const each = width % 4 === 0 ? 4 : 1;
  const lanes = gpu.software ? LANES.software : LANES.hardware;
  const shader = family(lanes, each === 4 ? "vec4f" : "f32");
  gpu.dispatch(shader, buffers, { rows, chunks: width / each }, Math.ceil((rows * lanes) / WORKGROUP));
});
