import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader } from "../../webgpu/shader.ts";
import { gradNorm } from "./spec.ts";

const WORKGROUP = 64;
/** Values that one workgroup adds up. */
const PART = 4096;
const MOST_PARTS = 256;

/**
 * Sum of squares and the largest bit pattern without its sign: that one is at least 0x7f800000 if and only if a value is infinite
 * or no number. Told by bits, because WGSL lets a compiler take every float for finite.
 */
const reduction = (load: string, finish: string): string => /* wgsl */ `
    var<workgroup> sums: array<f32, ${WORKGROUP}>;
    var<workgroup> largest: array<u32, ${WORKGROUP}>;
    @compute @workgroup_size(${WORKGROUP})
    fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) t: u32) {
      var sum = 0.0;
      var bits = 0u;
      ${load}
      sums[t] = sum;
      largest[t] = bits;
      workgroupBarrier();
      for (var half = ${WORKGROUP / 2}u; half > 0u; half /= 2u) {
        if (t < half) {
          sums[t] += sums[t + half];
          largest[t] = max(largest[t], largest[t + half]);
        }
        workgroupBarrier();
      }
      if (t == 0u) { ${finish} }
    }`;

const parts = defineShader({
  name: "gradNorm, parts",
  params: { count: "u32", parts: "u32" },
  buffers: { gradients: "read f32", partials: "write vec2u" },
  code: reduction(
    `for (var i = group.x * ${WORKGROUP}u + t; i < p.count; i += p.parts * ${WORKGROUP}u) {
        let g = gradients[i];
        sum += g * g;
        bits = max(bits, bitcast<u32>(g) & 0x7fffffffu);
      }`,
    "partials[group.x] = vec2u(bitcast<u32>(sums[0]), largest[0]);",
  ),
});

const total = defineShader({
  name: "gradNorm, total",
  params: { parts: "u32" },
  buffers: { partials: "read vec2u", out: "write u32" },
  code: reduction(
    `for (var i = t; i < p.parts; i += ${WORKGROUP}u) {
        sum += bitcast<f32>(partials[i].x);
        bits = max(bits, partials[i].y);
      }`,
    "out[0] = select(bitcast<u32>(sqrt(sums[0])), largest[0], largest[0] >= 0x7f800000u);",
  ),
});

export const gradNormGpu = defineGpuKernel(gradNorm, (gpu, { gradients, out }, { count }) => {
  const groups = Math.min(MOST_PARTS, Math.max(1, Math.ceil(count / PART)));
  const partials = gpu.scratch("gradNorm: parts", 8 * MOST_PARTS);
  gpu.dispatch(parts, { gradients, partials }, { count, parts: groups }, groups);
  gpu.dispatch(total, { partials, out }, { parts: groups }, 1);
});
