import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { compileKernels } from "../../../src/engine/wasm/kernelModule.ts";
import { LinearMemory } from "../../../src/engine/wasm/linearMemory.ts";
import { Rng } from "../../../src/lib/rng.ts";

/** The kernels one by one: products against loops in float64, gradients against the tape of TensorFlow.js. */

const rng = Rng.of(3, "kernels");
const normals = (n: number): Float32Array => Float32Array.from({ length: n }, () => rng.normal());

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, tolerance: number): void {
  expect(got.length).toBe(want.length);
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs((got[i] as number) - (want[i] as number));
    if (!(error <= tolerance * (1 + Math.abs(want[i] as number)))) {
      throw new Error(`expected ${want[i]} at ${i}, got ${got[i]}`);
    }
  }
}

describe("kernels", () => {
  let memory: LinearMemory;
  beforeAll(async () => {
    await tf.setBackend("cpu");
    memory = await LinearMemory.create(await compileKernels({ relaxed: false, shared: false }), false);
  });

  /** Odd sizes, size 1, more than a K block, edges of the 4 × 8 tile. */
  const sizes = [
    [1, 1, 1],
    [4, 8, 16],
    [5, 9, 3],
    [3, 7, 257],
    [17, 24, 300],
    [2, 192, 24],
  ] as const;

  describe.each(sizes)("gemm, M %d, N %d, K %d", (M, N, K) => {
    it.each([
      ["A·B", false, false],
      ["A·Bᵀ", false, true],
      ["Aᵀ·B", true, false],
    ])("%s, plain and added", (_, aT, bT) => {
      const [a, b, c] = [normals(M * K), normals(K * N), normals(M * N)];
      const [ars, acs] = aT ? [1, M] : [K, 1];
      const [brs, bcs] = bT ? [1, K] : [N, 1];
      const want = Array.from({ length: M * N }, (_unused, i) => {
        const [m, n] = [Math.floor(i / N), i % N];
        let sum = 0;
        for (let k = 0; k < K; k++) sum += (a[m * ars + k * acs] as number) * (b[k * brs + n * bcs] as number);
        return sum;
      });
      const mark = memory.mark();
      const [pa, pb, pc] = [memory.allocFrom(a), memory.allocFrom(b), memory.allocFrom(c)];
      const scratch = memory.alloc(memory.kernels.gemmScratch(K, N, 0));
      for (const accumulate of [1, 0]) {
        memory.floats(pc, M * N).set(c);
        memory.kernels.gemm(M, N, K, pa, ars, acs, pb, brs, bcs, pc, N, accumulate, 0, scratch);
        expectClose(
          memory.floats(pc, M * N),
          want.map((w, i) => w + accumulate * (c[i] as number)),
          2e-5 * Math.sqrt(K),
        );
      }
      memory.release(mark);
    });
  });

  it.each([1, 3, 17])("RMSNorm of %d rows: value and gradients", (n) => {
    const D = 24;
    const [x, w, dy] = [normals(n * D), normals(D), normals(n * D)];
    const norm = (xs: tf.Tensor, ws: tf.Tensor): tf.Tensor =>
      xs.mul(xs.square().mean(-1, true).add(1e-5).rsqrt()).mul(ws);
    const want = norm(tf.tensor2d(x, [n, D]), tf.tensor1d(w));
    const [dx, dw] = tf.grads(norm)([tf.tensor2d(x, [n, D]), tf.tensor1d(w)], tf.tensor2d(dy, [n, D])) as [
      tf.Tensor,
      tf.Tensor,
    ];
    const mark = memory.mark();
    const [px, pw, pdy] = [memory.allocFrom(x), memory.allocFrom(w), memory.allocFrom(dy)];
    const [y, inv] = [memory.alloc(n * D), memory.alloc(n)];
    const [pdx, pdw] = [memory.allocZeroed(n * D), memory.allocZeroed(D)];
    memory.kernels.rmsNorm(n, D, 1e-5, px, pw, y, inv);
    expectClose(memory.floats(y, n * D), want.dataSync(), 1e-5);
    memory.kernels.rmsNormBackward(n, D, px, pw, inv, pdy, pdx, pdw);
    expectClose(memory.floats(pdx, n * D), dx.dataSync(), 2e-5);
    expectClose(memory.floats(pdw, D), dw.dataSync(), 2e-5);
    memory.release(mark);
  });

  it.each([1, 5])("SwiGLU of %d rows: value and gradient", (n) => {
    const F = 12;
    const [gateUp, dAct] = [normals(n * 2 * F).map((v) => v * 4), normals(n * F)];
    const swiglu = (x: tf.Tensor): tf.Tensor => {
      const [gate, up] = x.split(2, 1) as [tf.Tensor, tf.Tensor];
      return gate.mul(gate.sigmoid()).mul(up);
    };
    const input = tf.tensor2d(gateUp, [n, 2 * F]);
    const want = swiglu(input).dataSync();
    const gradient = tf
      .grad(swiglu)(input, tf.tensor2d(dAct, [n, F]))
      .dataSync();
    const mark = memory.mark();
    const [p, pd] = [memory.allocFrom(gateUp), memory.allocFrom(dAct)];
    const [act, dGateUp] = [memory.alloc(n * F), memory.alloc(n * 2 * F)];
    memory.kernels.swiglu(n, F, p, act);
    expectClose(memory.floats(act, n * F), want, 1e-5);
    memory.kernels.swigluBackward(n, F, p, pd, dGateUp);
    expectClose(memory.floats(dGateUp, n * 2 * F), gradient, 1e-5);
    memory.release(mark);
  });

  it.each([0.7, 1, 1.5])("log-probs and entropies at temperature %d: values and gradient", (temperature) => {
    const [n, V] = [3, 20];
    const [logits, dl, de] = [normals(n * V).map((v) => v * 3), normals(n), normals(n)];
    const targets = Int32Array.from({ length: n }, () => rng.int(0, V - 1));
    const input = tf.tensor2d(logits, [n, V]);
    const hot = tf.oneHot(tf.tensor1d(targets, "int32"), V).toFloat();
    const logSoftmax = (z: tf.Tensor): tf.Tensor => tf.logSoftmax(z.div(temperature));
    const logProbs = (z: tf.Tensor): tf.Tensor => logSoftmax(z).mul(hot).sum(1);
    const entropies = (z: tf.Tensor): tf.Tensor => logSoftmax(z).exp().mul(logSoftmax(z)).sum(1).neg();
    const total = (z: tf.Tensor): tf.Tensor =>
      logProbs(z)
        .mul(tf.tensor1d(dl))
        .add(entropies(z).mul(tf.tensor1d(de)))
        .sum();
    const gradient = tf.grad(total)(input).dataSync();
    const mark = memory.mark();
    const [p, pt, pdl, pde] = [
      memory.allocFrom(logits),
      memory.allocFrom(targets),
      memory.allocFrom(dl),
      memory.allocFrom(de),
    ];
    const [pl, pe, lse] = [memory.alloc(n), memory.alloc(n), memory.alloc(n)];
    memory.kernels.scoreForward(n, V, temperature, p, pt, pl, pe, lse);
    expectClose(memory.floats(pl, n), logProbs(input).dataSync(), 1e-5);
    expectClose(memory.floats(pe, n), entropies(input).dataSync(), 1e-5);
    memory.kernels.scoreBackward(n, V, temperature, p, pt, pe, lse, pdl, pde);
    expectClose(memory.floats(p, n * V), gradient, 2e-5);
    memory.release(mark);
  });
});
