import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { attentionBackward } from "./spec.ts";

const WORKGROUP = 64;

const head = (headWidth: number): string => /* wgsl */ `
  const HD = ${headWidth}u;
  const SCALE = ${1 / Math.sqrt(headWidth)};
  @compute @workgroup_size(${WORKGROUP})
  fn main(
    @builtin(workgroup_id) group: vec3u,
    @builtin(num_workgroups) groups: vec3u,
    @builtin(local_invocation_index) i: u32,
  ) {
    let id = (group.x + group.y * groups.x) * ${WORKGROUP}u + i;
    if (id >= p.rows * p.heads) { return; }
    let row = id / p.heads;
    let h = id % p.heads;
    let q = 3u * row * p.width + h * HD;
    let k = q + p.width;
    let v = k + p.width;
    let o = row * p.width + h * HD;`;

const deltaFamily = shaderFamily((headWidth: number) =>
  defineShader({
    name: `attentionBackward: delta ${headWidth}`,
    params: { rows: "u32", width: "u32", heads: "u32" },
    buffers: { out: "read f32", dOut: "read f32", delta: "write f32" },
    code: /* wgsl */ `${head(headWidth)}
      var sum = 0.0;
      for (var d = 0u; d < HD; d++) { sum += out[o + d] * dOut[o + d]; }
      delta[id] = sum;
    }`,
  }),
);

/** One thread a row and head. */
const queriesFamily = shaderFamily((headWidth: number) =>
  defineShader({
    name: `attentionBackward: queries ${headWidth}`,
    params: { rows: "u32", width: "u32", heads: "u32" },
    buffers: {
      qkv: "read f32",
      begins: "read i32",
      lse: "read f32",
      delta: "read f32",
      dOut: "read f32",
      dQkv: "write f32",
    },
    code: /* wgsl */ `${head(headWidth)}
      var dq: array<f32, HD>;
      for (var j = u32(begins[row]); j <= row; j++) {
        let kj = (3u * j + 1u) * p.width + h * HD;
        let vj = kj + p.width;
        var score = 0.0;
        var along = 0.0;
        for (var d = 0u; d < HD; d++) {
          score += qkv[q + d] * qkv[kj + d];
          along += dOut[o + d] * qkv[vj + d];
        }
        let ds = exp(SCALE * score - lse[id]) * (along - delta[id]) * SCALE;
        for (var d = 0u; d < HD; d++) { dq[d] += ds * qkv[kj + d]; }
      }
      for (var d = 0u; d < HD; d++) { dQkv[q + d] = dq[d]; }
    }`,
  }),
);

/** One thread a row and head. */
const keysFamily = shaderFamily((headWidth: number) =>
  defineShader({
    name: `attentionBackward: keys ${headWidth}`,
    params: { rows: "u32", width: "u32", heads: "u32" },
    buffers: {
      qkv: "read f32",
      ends: "read i32",
      lse: "read f32",
      delta: "read f32",
      dOut: "read f32",
      dQkv: "write f32",
    },
    code: /* wgsl */ `${head(headWidth)}
      var dk: array<f32, HD>;
      var dv: array<f32, HD>;
      for (var t = row; t < u32(ends[row]); t++) {
        let qt = 3u * t * p.width + h * HD;
        let ot = t * p.width + h * HD;
        var score = 0.0;
        var along = 0.0;
        for (var d = 0u; d < HD; d++) {
          score += qkv[qt + d] * qkv[k + d];
          along += dOut[ot + d] * qkv[v + d];
        }
        let w = exp(SCALE * score - lse[t * p.heads + h]);
        let ds = w * (along - delta[t * p.heads + h]) * SCALE;
        for (var d = 0u; d < HD; d++) {
          dk[d] += ds * qkv[qt + d];
          dv[d] += w * dOut[ot + d];
        }
      }
      for (var d = 0u; d < HD; d++) {
        dQkv[k + d] = dk[d];
        dQkv[v + d] = dv[d];
      }
    }`,
  }),
);

export const attentionBackwardGpu = defineGpuKernel(attentionBackward, (gpu, buffers, { rows, width, heads }) => {
  const hd = width / heads;
  const params = { rows, width, heads };
  const groups = Math.ceil((rows * heads) / WORKGROUP);
  const delta = gpu.scratch("attentionBackward: delta", 4 * rows * heads);
  gpu.dispatch(deltaFamily(hd), { ...buffers, delta }, params, groups);
  gpu.dispatch(queriesFamily(hd), { ...buffers, delta }, params, groups);
  gpu.dispatch(keysFamily(hd), { ...buffers, delta }, params, groups);
});
