import type { ModelShape } from "../policy.ts";
import type { Kernels } from "./kernels.ts";
import type { MemoryViews } from "./memoryViews.ts";
import type { Packed } from "./packSequences.ts";
import type { Activations, BackwardScratch, LayerActivations, PassScratch, TrunkActivations } from "./passLayout.ts";
import type { ParameterPointers, RotaryTable } from "./wasmModel.ts";

const FULL = 0;

/** One thread's way to the model: its own instance of the kernels on the memory that all threads share. */
export interface Thread {
  kernels: Kernels;
  views: MemoryViews;
  shape: ModelShape;
  rotary: RotaryTable;
}

type LayerPointers = ParameterPointers["layers"][number];

/** Hidden states before the final norm, [N, D], into `acts`. */
export function trunk(
  { kernels: k, shape, rotary }: Thread,
  packed: Packed,
  w: ParameterPointers,
  acts: TrunkActivations,
  { normed, act, gemm }: PassScratch,
): void {
  const { width: D, mlpWidth: F, heads: H, normEps } = shape;
  const { N, lengths, positions } = packed;
  /** Y[N, out] = X[N, in] · W[out, in]ᵀ */
  const linear = (inside: number, outside: number, x: number, weight: number, y: number): void =>
    k.gemm(N, outside, inside, x, inside, 1, weight, 1, inside, y, outside, 0, FULL, gemm);
  k.gather(N, D, packed.tokens, w.embedding, (acts.layers[0] as LayerActivations).x);
  for (let l = 0; l < shape.layers; l++) {
    const a = acts.layers[l] as LayerActivations;
    const p = w.layers[l] as LayerPointers;
    k.rmsNorm(N, D, normEps, a.x, p.norm1, normed, a.inv1);
    linear(D, 3 * D, normed, p.qkv, a.qkv);
    k.rope(N, 2 * H, D / H, 3 * D, a.qkv, positions, rotary.cos, rotary.sin, 1);
    let row = 0;
    let probs = a.probs;
    for (const T of lengths) {
      k.attentionForward(T, D, H, a.qkv + row * 3 * D * 4, a.o + row * D * 4, probs, gemm);
      row += T;
      if (acts.keep) probs += H * T * T * 4;
    }
    linear(D, D, a.o, p.o, a.x2);
    k.add(N * D, a.x, a.x2);
    k.rmsNorm(N, D, normEps, a.x2, p.norm2, normed, a.inv2);
    linear(D, 2 * F, normed, p.gateUp, a.gateUp);
    k.swiglu(N, F, a.gateUp, act);
    const out = acts.layers[l + 1]?.x ?? acts.out;
    linear(F, D, act, p.down, out);
    k.add(N * D, a.x2, out);
  }
}

/** Log-probs and entropies [S] of the scored tokens. */
export function passForward(
  thread: Thread,
  packed: Packed,
  w: ParameterPointers,
  temperature: number,
  acts: Activations,
  scratch: PassScratch,
  out: { logProbs: number; entropies: number },
): void {
  const { kernels: k, shape } = thread;
  const { width: D, vocabSize: V } = shape;
  const { S } = packed;
  const { head } = acts;
  trunk(thread, packed, w, acts, scratch);
  k.gather(S, D, packed.scoredRows, acts.out, head.picked);
  k.rmsNorm(S, D, shape.normEps, head.picked, w.finalNorm, head.normed, head.invF);
  k.gemm(S, V, D, head.normed, D, 1, w.embedding, 1, D, head.logits, V, 0, FULL, scratch.gemm);
  k.scoreForward(S, V, temperature, head.logits, packed.targets, out.logProbs, out.entropies, head.lse);
}

/** Adds the gradients of Σ dLogProbs·logProbs + dEntropies·entropies to g, by hand, without a tape. Uses up what `passForward` kept. */
export function passBackward(
  { kernels: k, views, shape, rotary }: Thread,
  packed: Packed,
  w: ParameterPointers,
  g: ParameterPointers,
  temperature: number,
  acts: Activations,
  { normed, act, gemm, dn, dx, dPicked, dWide, dS }: BackwardScratch,
  scores: { entropies: number; dLogProbs: number; dEntropies: number },
): void {
  const { width: D, mlpWidth: F, vocabSize: V, heads: H } = shape;
  const { N, S, lengths } = packed;
  const { head } = acts;
  /** dX[n, in] = dY[n, out] · W[out, in] */
  const linearBackward = (n: number, inside: number, outside: number, dy: number, weight: number, to: number): void =>
    k.gemm(n, inside, outside, dy, outside, 1, weight, inside, 1, to, inside, 0, FULL, gemm);
  /** dW[out, in] += dY[n, out]ᵀ · X[n, in] */
  const weightGradient = (n: number, inside: number, outside: number, dy: number, x: number, dw: number): void =>
    k.gemm(outside, inside, n, dy, 1, outside, x, inside, 1, dw, inside, 1, FULL, gemm);

  k.scoreBackward(
    S,
    V,
    temperature,
    head.logits,
    packed.targets,
    scores.entropies,
    head.lse,
    scores.dLogProbs,
    scores.dEntropies,
  );
  weightGradient(S, D, V, head.logits, head.normed, g.embedding);
  linearBackward(S, D, V, head.logits, w.embedding, dn);
  views.floats(dPicked, S * D).fill(0);
  views.floats(dx, N * D).fill(0);
  k.rmsNormBackward(S, D, head.picked, w.finalNorm, head.invF, dn, dPicked, g.finalNorm);
  k.scatterAdd(S, D, packed.scoredRows, dPicked, dx);

  for (let l = shape.layers - 1; l >= 0; l--) {
    const a = acts.layers[l] as LayerActivations;
    const p = w.layers[l] as LayerPointers;
    const gp = g.layers[l] as LayerPointers;
    linearBackward(N, F, D, dx, p.down, act);
    k.swigluBackward(N, F, a.gateUp, act, dWide);
    weightGradient(N, F, D, dx, act, gp.down);
    k.rmsNormApply(N, D, a.x2, p.norm2, normed, a.inv2);
    weightGradient(N, D, 2 * F, dWide, normed, gp.gateUp);
    linearBackward(N, D, 2 * F, dWide, p.gateUp, dn);
    k.rmsNormBackward(N, D, a.x2, p.norm2, a.inv2, dn, dx, gp.norm2);

    weightGradient(N, D, D, dx, a.o, gp.o);
    linearBackward(N, D, D, dx, p.o, dn);
    let row = 0;
    let probs = a.probs;
    for (const T of lengths) {
      const at = row * D * 4;
      k.attentionBackward(T, D, H, a.qkv + at * 3, probs, a.o + at, dn + at, dWide + at * 3, dS, gemm);
      row += T;
      probs += H * T * T * 4;
    }
    k.rope(N, 2 * H, D / H, 3 * D, dWide, packed.positions, rotary.cos, rotary.sin, -1);
    k.rmsNormApply(N, D, a.x, p.norm1, normed, a.inv1);
    weightGradient(N, D, 3 * D, dWide, normed, gp.qkv);
    linearBackward(N, D, 3 * D, dWide, p.qkv, dn);
    k.rmsNormBackward(N, D, a.x, p.norm1, a.inv1, dn, dx, gp.norm1);
  }
  k.scatterAdd(N, D, packed.tokens, dx, g.embedding);
}
