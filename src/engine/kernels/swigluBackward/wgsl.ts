import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { rowLanes, WORKGROUP } from "../rowLanes.ts";
import { swigluBackward } from "./spec.ts";

/** In software a thread takes many values, since finding its row costs as much as several of them. */
const LANES = { software: 4, hardware: 32 };

/** `lanes` threads a row; values by fours where the width allows. */
const family = shaderFamily((lanes: number, type: "f32" | "vec4f") =>
  defineShader({
    name: `swigluBackward ${lanes} ${type}`,
    params: { rows: "u32", chunks: "u32" },
    buffers: { gateUp: `read ${type}`, dOut: `read ${type}`, dGateUp: `write ${type}` },
    code: /* wgsl */ `${rowLanes(lanes)}
      if (!stores) { return; }
      for (var f = lane; f < p.chunks; f += LANES) {
        let at = 2u * n * p.chunks + f;
        let gate = gateUp[at];
        let d = dOut[n * p.chunks + f];
        // exp of more than 80 is near the largest float, and the sigmoid is zero to any precision that counts.
        let sigmoid = 1.0 / (1.0 + exp(min(-gate, ${type}(80.0))));
        let silu = gate * sigmoid;
        dGateUp[at] = d * gateUp[at + p.chunks] * (sigmoid + silu * (1.0 - sigmoid));
        dGateUp[at + p.chunks] = d * silu;
      }
    }`,
  }),
);

export const swigluBackwardGpu = defineGpuKernel(swigluBackward, (gpu, buffers, { rows, width }) => {
  const each = width % 4 === 0 ? 4 : 1;
  const lanes = gpu.software ? LANES.software : LANES.hardware;
  const shader = family(lanes, each === 4 ? "vec4f" : "f32");
  gpu.dispatch(shader, buffers, { rows, chunks: width / each }, Math.ceil((rows * lanes) / WORKGROUP));
});
