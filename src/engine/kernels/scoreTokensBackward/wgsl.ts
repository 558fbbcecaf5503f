import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader } from "../../webgpu/shader.ts";
import { scoreTokensBackward } from "./spec.ts";

const WORKGROUP = 64;
const SLICE = 1024;

const head = /* wgsl */ `
  @compute @workgroup_size(${WORKGROUP})
  fn main(
    @builtin(workgroup_id) group: vec3u,
    @builtin(num_workgroups) groups: vec3u,
    @builtin(local_invocation_index) t: u32,
  ) {
    let id = (group.x + group.y * groups.x) * ${WORKGROUP}u + t;`;

/** One thread a logit. */
const logitsShader = defineShader({
  name: "scoreTokensBackward: dLogits",
  params: { first: "u32", count: "u32", width: "u32", vocab: "u32", temperature: "f32" },
  buffers: {
    x: "read f32",
    table: "read f32",
    targets: "read i32",
    entropies: "read f32",
    lse: "read f32",
    dLogProbs: "read f32",
    dEntropies: "read f32",
    dLogits: "write f32",
  },
  code: /* wgsl */ `${head}
      if (id >= p.count * p.vocab) { return; }
      let s = p.first + id / p.vocab;
      let v = id % p.vocab;
      var z = 0.0;
      for (var d = 0u; d < p.width; d++) { z += x[s * p.width + d] * table[v * p.width + d]; }
      let logP = z / p.temperature - lse[s];
      let prob = exp(logP);
      let hit = select(0.0, 1.0, v == u32(targets[s]));
      dLogits[id] = (dLogProbs[s] * (hit - prob) - dEntropies[s] * prob * (logP + entropies[s])) / p.temperature;
    }`,
});

/** One thread a value of dx. */
const inputsShader = defineShader({
  name: "scoreTokensBackward: dx",
  params: { first: "u32", count: "u32", width: "u32", vocab: "u32" },
  buffers: { table: "read f32", dLogits: "read f32", dx: "write f32" },
  code: /* wgsl */ `${head}
      if (id >= p.count * p.width) { return; }
      let s = id / p.width;
      let d = id % p.width;
      var sum = 0.0;
      for (var v = 0u; v < p.vocab; v++) { sum += dLogits[s * p.vocab + v] * table[v * p.width + d]; }
      dx[p.first * p.width + id] = sum;
    }`,
});

/** One thread a value of dTable. */
const tableShader = defineShader({
  name: "scoreTokensBackward: dTable",
  params: { first: "u32", count: "u32", width: "u32", vocab: "u32" },
  buffers: { x: "read f32", dLogits: "read f32", dTable: "write f32" },
  code: /* wgsl */ `${head}
      if (id >= p.vocab * p.width) { return; }
      let v = id / p.width;
      let d = id % p.width;
      var sum = 0.0;
      for (var s = 0u; s < p.count; s++) { sum += dLogits[s * p.vocab + v] * x[(p.first + s) * p.width + d]; }
      dTable[id] += sum;
    }`,
});

export const scoreTokensBackwardGpu = defineGpuKernel(
  scoreTokensBackward,
  (gpu, buffers, { rows, width, vocab, temperature }) => {
    const dLogits = gpu.scratch("scoreTokensBackward: dLogits", 4 * SLICE * vocab);
    const groups = (threads: number): number => Math.ceil(threads / WORKGROUP);
    for (let first = 0; first < rows; first += SLICE) {
      const count = Math.min(SLICE, rows - first);
      const params = { first, count, width, vocab };
      gpu.dispatch(logitsShader, { ...buffers, dLogits }, { ...params, temperature }, groups(count * vocab));
      gpu.dispatch(inputsShader, { ...buffers, dLogits }, params, groups(count * width));
      gpu.dispatch(tableShader, { ...buffers, dLogits }, params, groups(vocab * width));
    }
  },
);
