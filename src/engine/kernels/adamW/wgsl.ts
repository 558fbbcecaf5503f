import { defineGpuKernel } from "../../webgpu/gpuKernel.ts";
import { defineShader, shaderFamily } from "../../webgpu/shader.ts";
import { adamW } from "./spec.ts";

const WORKGROUP = 64;

/** One thread an element: single values or, where their number allows it, four. */
const shaders = shaderFamily((element: "f32" | "vec4f") =>
  defineShader({
    name: `adamW, ${element}`,
    params: {
      elements: "u32",
      beta1: "f32",
      beta2: "f32",
      rest1: "f32",
      rest2: "f32",
      keep: "f32",
      rate: "f32",
      inverse2: "f32",
      epsilon: "f32",
      maxGradNorm: "f32",
    },
    buffers: {
      weights: `write ${element}`,
      gradients: `write ${element}`,
      m: `write ${element}`,
      v: `write ${element}`,
      norm: "read u32",
    },
    // The norm's exponent is tested as bits, because WGSL lets a compiler take every float for finite.
    code: /* wgsl */ `
      @compute @workgroup_size(${WORKGROUP})
      fn main(
        @builtin(workgroup_id) group: vec3u,
        @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) t: u32,
      ) {
        let i = (group.x + group.y * groups.x) * ${WORKGROUP}u + t;
        if (i >= p.elements) { return; }
        let bits = norm[0];
        if ((bits & 0x7f800000u) != 0x7f800000u) {
          let length = bitcast<f32>(bits);
          var clip = 1.0;
          if (p.maxGradNorm > 0.0 && length > p.maxGradNorm) { clip = p.maxGradNorm / (length + 1e-6); }
          let g = clip * gradients[i];
          let mean = p.beta1 * m[i] + p.rest1 * g;
          let square = p.beta2 * v[i] + p.rest2 * g * g;
          m[i] = mean;
          v[i] = square;
          weights[i] = weights[i] * p.keep - p.rate * mean / (sqrt(square * p.inverse2) + p.epsilon);
        }
        gradients[i] = ${element}();
      }`,
  }),
);

export const adamWGpu = defineGpuKernel(adamW, (gpu, buffers, s) => {
  const wide = s.count % 4 === 0;
  const elements = wide ? s.count / 4 : s.count;
  const params = {
    elements,
    beta1: s.beta1,
    beta2: s.beta2,
    rest1: 1 - s.beta1,
    rest2: 1 - s.beta2,
    keep: 1 - s.learningRate * s.weightDecay,
    rate: s.learningRate / s.correction1,
    inverse2: 1 / s.correction2,
    epsilon: s.epsilon,
    maxGradNorm: s.maxGradNorm,
  };
  gpu.dispatch(shaders(wide ? "vec4f" : "f32"), buffers, params, Math.ceil(elements / WORKGROUP));
});
