import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { drawWgsl } from "../../webgpu/rollout/drawWgsl.ts";
import { ENTRY, HEADER } from "../../webgpu/rollout/rowList.ts";
import { defineShader } from "../../webgpu/shader.ts";
import { drawTokens } from "./spec.ts";

const WORKGROUP = 16;

/** One thread a row. */
const shader = defineShader({
  name: "drawTokens",
  params: {
    rows: "u32",
    vocab: "u32",
    share: "u32",
    inverse: "f32",
    topP: "f32",
    seed: "u32",
    step: "u32",
    maxNewTokens: "u32",
  },
  buffers: { list: "write i32", logits: "read f32", tokens: "write i32", logProbs: "write f32" },
  code: /* wgsl */ `
    ${drawWgsl("p.vocab", (i) => `logits[${i}]`)}
    @compute @workgroup_size(${WORKGROUP})
    fn main(
      @builtin(workgroup_id) group: vec3u,
      @builtin(num_workgroups) groups: vec3u,
      @builtin(local_invocation_index) t: u32,
    ) {
      let i = (group.x + group.y * groups.x) * ${WORKGROUP}u + t;
      if (i >= min(p.rows, u32(list[0]))) { return; }
      let entry = ${HEADER}u + ${ENTRY}u * i;
      let row = u32(list[entry + 1u]);
      let drawn = u32(list[entry + 3u]);
      let one = drawToken(i / p.share * p.vocab, p.inverse, p.topP, counterUniform(p.seed, p.step, row, drawn));
      let at = row * p.maxNewTokens + drawn;
      tokens[at] = i32(one.token);
      logProbs[at] = one.logProb;
      list[entry + 2u] = i32(one.token);
      list[entry + 3u] = i32(drawn + 1u);
    }`,
});

export const drawTokensGpu = defineGpuKernel(drawTokens, (gpu, buffers, { temperature, ...scalars }) => {
  const groups = Math.ceil(scalars.rows / WORKGROUP);
  gpu.dispatch(shader, buffers, { ...scalars, inverse: 1 / temperature }, groups);
});
