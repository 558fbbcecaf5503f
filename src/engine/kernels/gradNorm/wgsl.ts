import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader } from "../../webgpu/shader.ts";
import { gradNorm } from "./spec.ts";

const WORKGROUP = 64;
/** Sums after the first dispatch and after the second; the third adds those up. Without barriers, which software adapters are slow at. */
const SUMS = [16_384, 128, 1] as const;

/**
 * Each thread adds up every `sums`-th element: squares, and the largest bit pattern without its sign. That one is at least
 * 0x7f800000 if and only if a value is infinite or no number; told by bits, because WGSL lets a compiler take every float for finite.
 */
const reduction = (add: string, finish: string): string => /* wgsl */ `
  @compute @workgroup_size(${WORKGROUP})
  fn main(@builtin(global_invocation_id) id: vec3u) {
    if (id.x >= p.sums) { return; }
    var sum = 0.0;
    var largest = 0u;
    for (var i = id.x; i < p.count; i += p.sums) { ${add} }
    ${finish}
  }`;

const squares = defineShader({
  name: "gradNorm, squares",
  params: { count: "u32", sums: "u32" },
  buffers: { gradients: "read f32", out: "write vec2u" },
  code: reduction(
    "let g = gradients[i]; sum += g * g; largest = max(largest, bitcast<u32>(g) & 0x7fffffffu);",
    "out[id.x] = vec2u(bitcast<u32>(sum), largest);",
  ),
});

const addPartial = "let part = partial[i]; sum += bitcast<f32>(part.x); largest = max(largest, part.y);";

const sums = defineShader({
  name: "gradNorm, sums",
  params: { count: "u32", sums: "u32" },
  buffers: { partial: "read vec2u", out: "write vec2u" },
  code: reduction(addPartial, "out[id.x] = vec2u(bitcast<u32>(sum), largest);"),
});

const norm = defineShader({
  name: "gradNorm, norm",
  params: { count: "u32", sums: "u32" },
  buffers: { partial: "read vec2u", out: "write u32" },
  code: reduction(addPartial, "out[0] = select(bitcast<u32>(sqrt(sum)), largest, largest >= 0x7f800000u);"),
});

export const gradNormGpu = defineGpuKernel(gradNorm, (gpu, { gradients, out }, { count }) => {
  const [many, few, one] = SUMS;
  const first = gpu.scratch("gradNorm: squares", 8 * many);
  const second = gpu.scratch("gradNorm: sums", 8 * few);
  gpu.dispatch(squares, { gradients, out: first }, { count, sums: many }, many / WORKGROUP);
  gpu.dispatch(sums, { partial: first, out: second }, { count: many, sums: few }, few / WORKGROUP);
  gpu.dispatch(norm, { partial: second, out }, { count: few, sums: one }, 1);
});
