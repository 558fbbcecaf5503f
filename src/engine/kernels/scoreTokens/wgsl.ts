import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader } from "../../webgpu/shader.ts";
import { scoreTokens } from "./spec.ts";

const WORKGROUP = 64;

/** One workgroup a row; every thread keeps the maximum, the sum and the moment of its own logits. */
const shader = defineShader({
  name: "scoreTokens",
  params: { rows: "u32", width: "u32", vocab: "u32", temperature: "f32" },
  buffers: {
    x: "read f32",
    table: "read f32",
    targets: "read i32",
    logProbs: "write f32",
    entropies: "write f32",
    lse: "write f32",
  },
  code: /* wgsl */ `
    var<workgroup> tops: array<f32, ${WORKGROUP}>;
    var<workgroup> sums: array<f32, ${WORKGROUP}>;
    var<workgroup> moments: array<f32, ${WORKGROUP}>;
    var<workgroup> wanted: f32;
    @compute @workgroup_size(${WORKGROUP})
    fn main(
      @builtin(workgroup_id) group: vec3u,
      @builtin(num_workgroups) groups: vec3u,
      @builtin(local_invocation_index) t: u32,
    ) {
      let s = group.x + group.y * groups.x;
      if (s >= p.rows) { return; }
      let target_ = u32(targets[s]);
      // Moment: sum of exp(z - top) (z - top).
      var top = -1e30;
      var sum = 0.0;
      var moment = 0.0;
      for (var v = t; v < p.vocab; v += ${WORKGROUP}u) {
        var z = 0.0;
        for (var d = 0u; d < p.width; d++) { z += x[s * p.width + d] * table[v * p.width + d]; }
        z /= p.temperature;
        if (v == target_) { wanted = z; }
        let higher = max(top, z);
        let shrink = exp(top - higher);
        let e = exp(z - higher);
        moment = shrink * (moment + sum * max(top - higher, -1e4)) + e * (z - higher);
        sum = sum * shrink + e;
        top = higher;
      }
      tops[t] = top;
      sums[t] = sum;
      moments[t] = moment;
      workgroupBarrier();
      for (var half = ${WORKGROUP / 2}u; half > 0u; half /= 2u) {
        if (t < half) {
          let higher = max(tops[t], tops[t + half]);
          let one = max(tops[t] - higher, -1e4);
          let two = max(tops[t + half] - higher, -1e4);
          moments[t] = exp(one) * (moments[t] + sums[t] * one) + exp(two) * (moments[t + half] + sums[t + half] * two);
          sums[t] = exp(one) * sums[t] + exp(two) * sums[t + half];
          tops[t] = higher;
        }
        workgroupBarrier();
      }
      if (t == 0u) {
        let log = log(sums[0]);
        lse[s] = tops[0] + log;
        logProbs[s] = wanted - tops[0] - log;
        entropies[s] = log - moments[0] / sums[0];
      }
    }`,
});

export const scoreTokensGpu = defineGpuKernel(scoreTokens, (gpu, buffers, { rows, width, vocab, temperature }) => {
  gpu.dispatch(shader, buffers, { rows, width, vocab, temperature }, rows);
});
