import type { AdamWOptions } from "../../src/engine/policy.ts";
import type { Weights64 } from "./referenceModel.ts";

/** AdamW in float64 loops (Loshchilov and Hutter 2019, algorithm 2; PyTorch's epsilon outside the root), decay on every tensor. */
export class ReferenceAdamW {
  step = 0;
  readonly m: Weights64;
  readonly v: Weights64;

  constructor(readonly weights: Weights64) {
    this.m = new Map([...weights].map(([name, w]) => [name, new Float64Array(w.length)]));
    this.v = new Map([...weights].map(([name, w]) => [name, new Float64Array(w.length)]));
  }

  /** @returns the global norm before clipping */
  apply(gradients: Weights64, options: AdamWOptions): number {
    let squares = 0;
    for (const g of gradients.values()) squares += g.reduce((sum, value) => sum + value * value, 0);
    const norm = Math.sqrt(squares);
    const scale = options.maxGradNorm > 0 && norm > options.maxGradNorm ? options.maxGradNorm / norm : 1;
    this.step++;
    for (const [name, w] of this.weights) {
      const g = gradients.get(name);
      const m = this.m.get(name);
      const v = this.v.get(name);
      if (!g || !m || !v) throw new Error(`ReferenceAdamW: expected a gradient for ${name}, got none`);
      for (let i = 0; i < w.length; i++) {
        const gi = scale * (g[i] as number);
        const mi = options.beta1 * (m[i] as number) + (1 - options.beta1) * gi;
        const vi = options.beta2 * (v[i] as number) + (1 - options.beta2) * gi * gi;
        m[i] = mi;
        v[i] = vi;
        const mHat = mi / (1 - options.beta1 ** this.step);
        const vHat = vi / (1 - options.beta2 ** this.step);
        const decayed = (w[i] as number) * (1 - options.learningRate * options.weightDecay);
        w[i] = decayed - (options.learningRate * mHat) / (Math.sqrt(vHat) + options.epsilon);
      }
    }
    return norm;
  }
}
