import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { overLogits } from "../logitSlices.ts";
import { mergeOverLanes, rowLanes, WORKGROUP } from "../rowLanes.ts";
import { scoreTokens } from "./spec.ts";

/** `lanes` threads a row of logits, each with the running maximum, sum and moment of its own: sum of exp(z - top) (z - top). */
const family = shaderFamily((lanes: number, type: "f32" | "vec4f") => {
  const all = (of: "sum" | "max", x: string): string => {
    if (type === "f32") return x;
    return of === "sum" ? `dot(${x}, vec4f(1.0))` : `max(max(${x}.x, ${x}.y), max(${x}.z, ${x}.w))`;
  };
  return defineShader({
    name: `scoreTokens ${lanes} ${type}`,
    params: { first: "u32", rows: "u32", chunks: "u32", perTemperature: "f32" },
    buffers: {
      logits: `read ${type}`,
      targets: "read i32",
      logProbs: "write f32",
      entropies: "write f32",
      lse: "write f32",
    },
    code: /* wgsl */ `${rowLanes(lanes, "vec3f")}
      var top = -1e30;
      var sum = 0.0;
      var moment = 0.0;
      for (var c = lane; c < p.chunks; c += LANES) {
        let z = logits[n * p.chunks + c] * p.perTemperature;
        let highest = ${all("max", "z")};
        if (highest > top) {
          // A shift of more than a hundred leaves nothing of what was there.
          let shift = max(top - highest, -1e3);
          moment = exp(shift) * (moment + sum * shift);
          sum *= exp(shift);
          top = highest;
        }
        let below = z - top;
        let e = exp(below);
        sum += ${all("sum", "e")};
        moment += ${type === "f32" ? "e * below" : "dot(e, below)"};
      }
      ${mergeOverLanes(
        lanes,
        "vec3f(top, sum, moment)",
        (a, b) => `
        let highest = max(${a}.x, ${b}.x);
        let shift = max(vec2f(${a}.x, ${b}.x) - highest, vec2f(-1e3));
        let shrink = exp(shift);
        let merged = vec3f(
          highest,
          shrink.x * ${a}.y + shrink.y * ${b}.y,
          shrink.x * (${a}.z + ${a}.y * shift.x) + shrink.y * (${b}.z + ${b}.y * shift.y),
        );`,
      )}
      if (!stores || lane != 0u) { return; }
      let log = log(all.y);
      let hit = u32(targets[p.first + n]);
      let z = logits[n * p.chunks + hit${type === "f32" ? "]" : " / 4u][hit % 4u]"} * p.perTemperature;
      lse[p.first + n] = all.x + log;
      logProbs[p.first + n] = z - all.x - log;
      entropies[p.first + n] = log - all.z / all.y;
    }`,
  });
});

export const scoreTokensGpu = defineGpuKernel(scoreTokens, (gpu, buffers, { rows, width, vocab, temperature }) => {
  const each = vocab % 4 === 0 ? 4 : 1;
  const lanes = gpu.software ? 1 : 16;
  const shader = family(lanes, each === 4 ? "vec4f" : "f32");
  overLogits(gpu, buffers, { rows, width, vocab }, ({ first, count, logits }) => {
    const params = { first, rows: count, chunks: vocab / each, perTemperature: 1 / temperature };
    gpu.dispatch(shader, { ...buffers, logits }, params, Math.ceil((count * lanes) / WORKGROUP));
  });
});
