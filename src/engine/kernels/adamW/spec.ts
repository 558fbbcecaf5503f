import { defineKernel, type KernelCase, normals } from "../kernelSpec.ts";

type B = "weights" | "gradients" | "m" | "v" | "norm";
type S =
  | "count"
  | "learningRate"
  | "beta1"
  | "beta2"
  | "epsilon"
  | "weightDecay"
  | "maxGradNorm"
  | "correction1"
  | "correction2";

interface Setting {
  norm: number;
  maxGradNorm: number;
  weightDecay: number;
  step: number;
}

const problem = (name: string, count: number, { norm, maxGradNorm, weightDecay, step }: Setting): KernelCase<B, S> => ({
  name,
  scalars: {
    count,
    learningRate: 3e-3,
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-8,
    weightDecay,
    maxGradNorm,
    correction1: 1 - 0.9 ** step,
    correction2: 1 - 0.99 ** step,
  },
  make: (rng) => ({
    weights: normals(rng, count),
    gradients: normals(rng, count, 0.3),
    m: normals(rng, count, 0.1),
    v: normals(rng, count, 0.1).map((value) => value * value),
    norm: Float32Array.of(norm),
  }),
});

const clipped: Setting = { norm: 3, maxGradNorm: 1, weightDecay: 0.1, step: 3 };

/**
 * One step of AdamW (Loshchilov and Hutter 2019, algorithm 2; epsilon outside the root as in PyTorch) over all parameters, the
 * gradient clipped to a global norm as in PyTorch. Gradients are zero afterwards. With a norm that is not finite nothing else changes.
 */
export const adamW = defineKernel<B, S>({
  name: "adamW",
  formula:
    "g = c * gradients; m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g^2; " +
    "weights = weights * (1 - lr * wd) - lr * (m / c1) / (sqrt(v / c2) + eps); gradients = 0",
  legend: {
    c: "maxGradNorm / (norm + 1e-6) where maxGradNorm > 0 and norm > maxGradNorm, else 1",
    lr: "learningRate",
    wd: "weightDecay",
    c1: "correction1 = 1 - beta1^step",
    c2: "correction2 = 1 - beta2^step",
    eps: "epsilon",
  },
  buffers: {
    weights: { use: "inout", type: "f32" }, // [count]
    gradients: { use: "inout", type: "f32" }, // [count]
    m: { use: "inout", type: "f32" }, // [count]
    v: { use: "inout", type: "f32" }, // [count]
    norm: { use: "in", type: "f32" }, // [1]
  },
  scalars: [
    "count",
    "learningRate",
    "beta1",
    "beta2",
    "epsilon",
    "weightDecay",
    "maxGradNorm",
    "correction1",
    "correction2",
  ],
  reference({ weights, gradients, m, v, norm }, s) {
    const length = norm[0] as number;
    const clip = s.maxGradNorm > 0 && length > s.maxGradNorm ? s.maxGradNorm / (length + 1e-6) : 1;
    for (let i = 0; i < s.count; i++) {
      const g = clip * (gradients[i] as number);
      gradients[i] = 0;
      if (!Number.isFinite(length)) continue;
      const mean = s.beta1 * (m[i] as number) + (1 - s.beta1) * g;
      const square = s.beta2 * (v[i] as number) + (1 - s.beta2) * g * g;
      m[i] = mean;
      v[i] = square;
      const step = mean / s.correction1 / (Math.sqrt(square / s.correction2) + s.epsilon);
      weights[i] = (weights[i] as number) * (1 - s.learningRate * s.weightDecay) - s.learningRate * step;
    }
  },
  tolerance: { value: 1e-6, reason: "a few operations in single precision on values of about 1" },
  cases: [
    problem("clipped, more than a workgroup", 300, clipped),
    problem("a count that four does not divide", 301, { norm: 0.5, maxGradNorm: 1, weightDecay: 0, step: 100 }),
    problem("clipping switched off", 12, { norm: 3, maxGradNorm: 0, weightDecay: 0.01, step: 1 }),
    problem("norm is infinite", 12, { ...clipped, norm: Infinity }),
    problem("norm is no number", 13, { ...clipped, norm: NaN }),
    problem("one value", 1, clipped),
    problem("no values", 0, clipped),
  ],
  timing: problem("micro's parameters", 462_624, clipped),
  work: ({ count }) => ({ flops: 16 * count, bytes: 4 * 8 * count }),
});
