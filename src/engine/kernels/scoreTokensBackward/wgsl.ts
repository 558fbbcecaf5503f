import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { encodeMatmul, encodeMatmulOverTokens } from "../../webgpu/matmul.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { overLogits, rowsOf } from "../logitSlices.ts";
import { rowLanes, WORKGROUP } from "../rowLanes.ts";
import { scoreTokensBackward } from "./spec.ts";

/** Logits become their gradients, in place. `lanes` threads a row. */
const family = shaderFamily((lanes: number, type: "f32" | "vec4f") =>
  defineShader({
    name: `scoreTokensBackward ${lanes} ${type}`,
    params: { first: "u32", rows: "u32", chunks: "u32", perTemperature: "f32" },
    buffers: {
      logits: `write ${type}`,
      targets: "read i32",
      entropies: "read f32",
      lse: "read f32",
      dLogProbs: "read f32",
      dEntropies: "read f32",
    },
    code: /* wgsl */ `${rowLanes(lanes)}
      if (!stores) { return; }
      let s = p.first + n;
      let log = lse[s];
      let hit = u32(targets[s]);
      let byLogProb = dLogProbs[s] * p.perTemperature;
      let byEntropy = dEntropies[s] * p.perTemperature;
      let constant = byLogProb + byEntropy * entropies[s];
      for (var c = lane; c < p.chunks; c += LANES) {
        let at = n * p.chunks + c;
        let logP = logits[at] * p.perTemperature - log;
        var dz = -exp(logP) * (constant + byEntropy * logP);
        ${
          type === "f32"
            ? "dz += select(0.0, byLogProb, c == hit);"
            : "dz += select(vec4f(), vec4f(byLogProb), vec4u(0u, 1u, 2u, 3u) + 4u * c == vec4u(hit));"
        }
        logits[at] = dz;
      }
    }`,
  }),
);

export const scoreTokensBackwardGpu = defineGpuKernel(
  scoreTokensBackward,
  (gpu, buffers, { rows, width, vocab, temperature }) => {
    const each = vocab % 4 === 0 ? 4 : 1;
    const lanes = gpu.software ? 1 : 16;
    const shader = family(lanes, each === 4 ? "vec4f" : "f32");
    overLogits(gpu, buffers, { rows, width, vocab }, ({ first, count, x, logits }) => {
      const params = { first, rows: count, chunks: vocab / each, perTemperature: 1 / temperature };
      gpu.dispatch(shader, { ...buffers, logits }, params, Math.ceil((count * lanes) / WORKGROUP));
      const dx = rowsOf(buffers.dx, width, first, count);
      encodeMatmul(gpu, "NN", { a: logits, b: buffers.table, out: dx }, { m: count, n: width, k: vocab });
      encodeMatmulOverTokens(gpu, { a: logits, b: x, out: buffers.dTable }, { m: vocab, n: width, k: count });
    });
  },
);
