import type { ModelShape, Sequence } from "../policy.ts";
import type { LinearMemory } from "./linearMemory.ts";
import type { ParameterPointers, RotaryTable } from "./wasmModel.ts";

const FULL = 0;

interface LayerActivations {
  x: number; // [N, D] input
  inv1: number; // [N]
  qkv: number; // [N, 3D], rotated
  probs: number; // Σ H·T²
  o: number; // [N, D]
  x2: number; // [N, D] after attention
  inv2: number; // [N]
  gateUp: number; // [N, 2F]
  act: number; // [N, F]
}

/** A chunk of sequences laid end to end, without padding. The last token of a sequence is only a target. */
export interface Packed {
  lengths: number[]; // inputs of each sequence
  N: number;
  S: number;
  longest: number;
  tokens: number; // int [N]
  positions: number; // int [N]
  scoredRows: number; // int [S]
  targets: number; // int [S]
}

interface Kept {
  layers: LayerActivations[];
  out: number; // [N, D]
  picked: number; // [S, D]
  invF: number; // [S]
  normed: number; // [S, D]
  logits: number; // [S, V]
  logProbs: number; // [S]
  entropies: number; // [S]
  lse: number; // [S]
}

/** Input tokens of a sequence: everything but the last. */
export const inputLength = (s: Sequence): number => s.prompt.length + s.completion.length - 1;

/** Full forward and hand-written backward over one packed chunk: no tape, no padding. */
export class PackedPass {
  private kept: Kept | undefined;
  private readonly scratch: number;

  constructor(
    private readonly memory: LinearMemory,
    private readonly shape: ModelShape,
    private readonly rotary: RotaryTable,
    private readonly packed: Packed,
  ) {
    const { width: D, mlpWidth: F, vocabSize: V } = shape;
    const T = packed.longest;
    const k = memory.kernels;
    const head = D / shape.heads;
    const deepest = k.gemmScratch(256, Math.max(3 * D, 2 * F, V), 0);
    this.scratch = memory.alloc(Math.max(deepest, k.gemmScratch(T, head, 1), k.gemmScratch(head, T, 1)));
  }

  /** Y[N, out] = X[N, in] · W[out, in]ᵀ */
  private linear(n: number, inside: number, outside: number, x: number, w: number, y: number, accumulate = 0): void {
    this.memory.kernels.gemm(
      n,
      outside,
      inside,
      x,
      inside,
      1,
      w,
      1,
      inside,
      y,
      outside,
      accumulate,
      FULL,
      this.scratch,
    );
  }

  /** dX[N, in] = dY[N, out] · W[out, in] */
  private linearBackward(n: number, inside: number, outside: number, dy: number, w: number, dx: number): void {
    this.memory.kernels.gemm(n, inside, outside, dy, outside, 1, w, inside, 1, dx, inside, 0, FULL, this.scratch);
  }

  /** dW[out, in] += dY[N, out]ᵀ · X[N, in] */
  private weightGradient(n: number, inside: number, outside: number, dy: number, x: number, dw: number): void {
    this.memory.kernels.gemm(outside, inside, n, dy, 1, outside, x, inside, 1, dw, inside, 1, FULL, this.scratch);
  }

  /** Hidden states before the final norm, [N, D]; one set of buffers for all layers unless `keep`. */
  trunk(w: ParameterPointers, keep: boolean): { out: number; layers: LayerActivations[] } {
    const { memory, shape, packed } = this;
    const { width: D, mlpWidth: F, heads: H, normEps } = shape;
    const { N, lengths, longest } = packed;
    const k = memory.kernels;
    const squares = lengths.reduce((sum, T) => sum + H * T * T, 0);
    const normed = memory.alloc(N * D);
    const fresh = (): LayerActivations => ({
      x: memory.alloc(N * D),
      inv1: memory.alloc(N),
      qkv: memory.alloc(N * 3 * D),
      probs: memory.alloc(keep ? squares : H * longest * longest),
      o: memory.alloc(N * D),
      x2: memory.alloc(N * D),
      inv2: memory.alloc(N),
      gateUp: memory.alloc(N * 2 * F),
      act: memory.alloc(N * F),
    });
    const layers: LayerActivations[] = [fresh()];
    let a = layers[0] as LayerActivations;
    k.gather(N, D, packed.tokens, w.embedding, a.x);
    for (let l = 0; l < shape.layers; l++) {
      const p = w.layers[l] as ParameterPointers["layers"][number];
      k.rmsNorm(N, D, normEps, a.x, p.norm1, normed, a.inv1);
      this.linear(N, D, 3 * D, normed, p.qkv, a.qkv);
      this.rotary.rotate(N, a.qkv, packed.positions, longest, 1);
      let row = 0;
      let probs = a.probs;
      for (const T of lengths) {
        k.attentionForward(T, D, H, a.qkv + row * 3 * D * 4, a.o + row * D * 4, probs, this.scratch);
        row += T;
        if (keep) probs += H * T * T * 4;
      }
      this.linear(N, D, D, a.o, p.o, a.x2);
      k.add(N * D, a.x, a.x2);
      k.rmsNorm(N, D, normEps, a.x2, p.norm2, normed, a.inv2);
      this.linear(N, D, 2 * F, normed, p.gateUp, a.gateUp);
      k.swiglu(N, F, a.gateUp, a.act);
      const last = l === shape.layers - 1;
      const next = keep && !last ? fresh() : a;
      const out = keep && last ? memory.alloc(N * D) : next.x;
      this.linear(N, F, D, a.act, p.down, out);
      k.add(N * D, a.x2, out);
      if (last) return { out, layers };
      if (keep) layers.push(next);
      a = next;
    }
    return { out: a.x, layers };
  }

  /** Log-probs and entropies of the scored tokens. With `keep`, everything that `backward` needs stays. */
  forward(
    w: ParameterPointers,
    temperature: number,
    keep: boolean,
    logProbs: Float32Array,
    entropies: Float32Array,
  ): void {
    const { memory, shape, packed } = this;
    const { width: D, vocabSize: V } = shape;
    const { S } = packed;
    const { out, layers } = this.trunk(w, keep);
    const head = {
      picked: memory.alloc(S * D),
      invF: memory.alloc(S),
      normed: memory.alloc(S * D),
      logits: memory.alloc(S * V),
      logProbs: memory.alloc(S),
      entropies: memory.alloc(S),
      lse: memory.alloc(S),
    };
    const k = memory.kernels;
    k.gather(S, D, packed.scoredRows, out, head.picked);
    k.rmsNorm(S, D, shape.normEps, head.picked, w.finalNorm, head.normed, head.invF);
    this.linear(S, D, V, head.normed, w.embedding, head.logits);
    k.scoreForward(S, V, temperature, head.logits, packed.targets, head.logProbs, head.entropies, head.lse);
    logProbs.set(memory.floats(head.logProbs, S));
    entropies.set(memory.floats(head.entropies, S));
    if (keep) this.kept = { ...head, layers, out };
  }

  /** Adds the gradients of Σ dLogProbs·logProbs + dEntropies·entropies to g. Consumes what `forward` kept. */
  backward(
    w: ParameterPointers,
    g: ParameterPointers,
    temperature: number,
    dLogProbs: Float32Array,
    dEntropies: Float32Array,
  ): void {
    const { memory, shape, packed, kept } = this;
    if (!kept) throw new Error("wasm policy: expected a kept forward before backward, got none");
    this.kept = undefined;
    const { width: D, mlpWidth: F, vocabSize: V, heads: H } = shape;
    const { N, S, lengths, longest } = packed;
    const k = memory.kernels;
    const dl = memory.allocFrom(dLogProbs);
    const de = memory.allocFrom(dEntropies);
    const dx = memory.allocZeroed(N * D);
    const dn = memory.alloc(Math.max(N, S) * D);
    const dPicked = memory.allocZeroed(S * D);
    const dAct = memory.alloc(N * F);
    const dWide = memory.alloc(N * Math.max(2 * F, 3 * D));
    const normed = memory.alloc(N * D);
    const dS = memory.alloc(longest * longest);

    k.scoreBackward(S, V, temperature, kept.logits, packed.targets, kept.entropies, kept.lse, dl, de);
    this.weightGradient(S, D, V, kept.logits, kept.normed, g.embedding);
    this.linearBackward(S, D, V, kept.logits, w.embedding, dn);
    k.rmsNormBackward(S, D, kept.picked, w.finalNorm, kept.invF, dn, dPicked, g.finalNorm);
    k.scatterAdd(S, D, packed.scoredRows, dPicked, dx);

    for (let l = shape.layers - 1; l >= 0; l--) {
      const a = kept.layers[l] as LayerActivations;
      const p = w.layers[l] as ParameterPointers["layers"][number];
      const gp = g.layers[l] as ParameterPointers["layers"][number];
      this.weightGradient(N, F, D, dx, a.act, gp.down);
      this.linearBackward(N, F, D, dx, p.down, dAct);
      k.swigluBackward(N, F, a.gateUp, dAct, dWide);
      k.rmsNormApply(N, D, a.x2, p.norm2, normed, a.inv2);
      this.weightGradient(N, D, 2 * F, dWide, normed, gp.gateUp);
      this.linearBackward(N, D, 2 * F, dWide, p.gateUp, dn);
      k.rmsNormBackward(N, D, a.x2, p.norm2, a.inv2, dn, dx, gp.norm2);

      this.weightGradient(N, D, D, dx, a.o, gp.o);
      this.linearBackward(N, D, D, dx, p.o, dn);
      let row = 0;
      let probs = a.probs;
      for (const T of lengths) {
        const narrow = row * D * 4;
        k.attentionBackward(
          T,
          D,
          H,
          a.qkv + narrow * 3,
          probs,
          a.o + narrow,
          dn + narrow,
          dWide + narrow * 3,
          dS,
          this.scratch,
        );
        row += T;
        probs += H * T * T * 4;
      }
      this.rotary.rotate(N, dWide, packed.positions, longest, -1);
      k.rmsNormApply(N, D, a.x, p.norm1, normed, a.inv1);
      this.weightGradient(N, D, 3 * D, dWide, normed, gp.qkv);
      this.linearBackward(N, D, 3 * D, dWide, p.qkv, dn);
      k.rmsNormBackward(N, D, a.x, p.norm1, a.inv1, dn, dx, gp.norm1);
    }
    k.scatterAdd(N, D, packed.tokens, dx, g.embedding);
  }
}
