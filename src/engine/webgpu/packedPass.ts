import { attentionGpu } from "../kernels/attention/wgsl.ts";
import { attentionBackwardGpu } from "../kernels/attentionBackward/wgsl.ts";
import { gatherRowsGpu } from "../kernels/gatherRows/wgsl.ts";
import { matmulNNGpu } from "../kernels/matmulNN/wgsl.ts";
import { matmulNTGpu } from "../kernels/matmulNT/wgsl.ts";
import { matmulNTAddGpu } from "../kernels/matmulNTAdd/wgsl.ts";
import { matmulTNAddGpu } from "../kernels/matmulTNAdd/wgsl.ts";
import { rmsNormGpu } from "../kernels/rmsNorm/wgsl.ts";
import { rmsNormBackwardGpu } from "../kernels/rmsNormBackward/wgsl.ts";
import { ropeGpu } from "../kernels/rope/wgsl.ts";
import { scatterRowsAddGpu } from "../kernels/scatterRowsAdd/wgsl.ts";
import { scoreTokensGpu } from "../kernels/scoreTokens/wgsl.ts";
import { scoreTokensBackwardGpu } from "../kernels/scoreTokensBackward/wgsl.ts";
import { swigluGpu } from "../kernels/swiglu/wgsl.ts";
import { swigluBackwardGpu } from "../kernels/swigluBackward/wgsl.ts";
import type { ModelShape } from "../policy.ts";
import type { BufferView } from "./gpu.ts";
import type { KernelRunner } from "./kernelRunner.ts";
import type { ModelBuffers } from "./modelBuffers.ts";
import type { PackedBatch } from "./packedBatch.ts";

/** What a layer's backward pass needs; the rest is computed again. */
interface LayerActivations {
  x: BufferView; // [N, D]
  inv1: BufferView; // [N]
  qkv: BufferView; // [N, 3D], q and k rotated
  o: BufferView; // [N, D], before the output projection
  lse: BufferView; // [N, H]
  x2: BufferView; // [N, D], after attention
  inv2: BufferView; // [N]
  gateUp: BufferView; // [N, 2F]
}

/** Results of a forward pass, on the device. */
export interface ScoresOnGpu {
  logProbs: BufferView; // [S]
  entropies: BufferView; // [S]
}

/**
 * Forward and backward of sequences laid end to end, every step a kernel, no tape. With `keep` the activations lie in buffers of
 * their own until the next kept pass, so that a pass that keeps nothing may come in between.
 */
export class PackedPass {
  constructor(
    private readonly runner: KernelRunner,
    private readonly shape: ModelShape,
    /** cos and sin, [positions, head width / 2, 2]. */
    private readonly rotary: BufferView,
    private readonly batch: PackedBatch,
    private readonly keep: boolean,
  ) {}

  /** The residual stream after the last layer, [N, D]. */
  trunk(w: ModelBuffers): BufferView {
    const { runner, shape, batch } = this;
    const { width: D, mlpWidth: F, heads: H, normEps: eps } = shape;
    const { N } = batch;
    const normed = this.scratch("normed", N * D);
    const act = this.scratch("act", N * F);
    const out = this.scratch("out", N * D);
    runner.run(gatherRowsGpu, { table: w.embedding, rows: batch.tokens, out: this.layer(0).x }, { count: N, width: D });
    w.layers.forEach((p, l) => {
      const a = this.layer(l);
      const next = l + 1 < shape.layers ? this.layer(l + 1).x : out;
      runner.run(rmsNormGpu, { x: a.x, gain: p.norm1, out: normed, invStd: a.inv1 }, { rows: N, width: D, eps });
      runner.run(matmulNTGpu, { a: normed, b: p.qkv, out: a.qkv }, { m: N, n: 3 * D, k: D });
      this.rotate(a.qkv, 1);
      runner.run(
        attentionGpu,
        { qkv: a.qkv, begins: batch.begins, out: a.o, lse: a.lse },
        { rows: N, width: D, heads: H },
      );
      runner.run(matmulNTAddGpu, { a: a.o, b: p.o, residual: a.x, out: a.x2 }, { m: N, n: D, k: D });
      runner.run(rmsNormGpu, { x: a.x2, gain: p.norm2, out: normed, invStd: a.inv2 }, { rows: N, width: D, eps });
      runner.run(matmulNTGpu, { a: normed, b: p.gateUp, out: a.gateUp }, { m: N, n: 2 * F, k: D });
      runner.run(swigluGpu, { gateUp: a.gateUp, out: act }, { rows: N, width: F });
      runner.run(matmulNTAddGpu, { a: act, b: p.down, residual: a.x2, out: next }, { m: N, n: D, k: F });
    });
    return out;
  }

  /** Rows of the residual stream, picked and normed: what the head multiplies. [count, D] */
  head(w: ModelBuffers, out: BufferView, rows: BufferView, count: number): BufferView {
    const { width: D, normEps: eps } = this.shape;
    const { picked, normed, inv } = this.headActivations(count);
    this.runner.run(gatherRowsGpu, { table: out, rows, out: picked }, { count, width: D });
    this.runner.run(
      rmsNormGpu,
      { x: picked, gain: w.finalNorm, out: normed, invStd: inv },
      { rows: count, width: D, eps },
    );
    return normed;
  }

  /** Log-probs and entropies of the scored tokens. */
  forward(w: ModelBuffers, temperature: number): ScoresOnGpu {
    const { shape, batch } = this;
    const { S } = batch;
    const x = this.head(w, this.trunk(w), batch.scoredRows, S);
    const { logProbs, entropies, lse } = this.headActivations(S);
    this.runner.run(
      scoreTokensGpu,
      { x, table: w.embedding, targets: batch.targets, logProbs, entropies, lse },
      { rows: S, width: shape.width, vocab: shape.vocabSize, temperature },
    );
    return { logProbs, entropies };
  }

  /** Keys and values of every layer, [N, 3D] each. Only after a kept `trunk`. */
  keyValues(): BufferView[] {
    return Array.from({ length: this.shape.layers }, (_, l) => this.layer(l).qkv);
  }

  /** Adds the gradients of Σ dLogProbs·logProbs + dEntropies·entropies to g. Only after a kept `forward`. */
  backward(
    w: ModelBuffers,
    g: ModelBuffers,
    temperature: number,
    dLogProbs: Float32Array,
    dEntropies: Float32Array,
  ): void {
    const { runner, shape, batch } = this;
    const { gpu } = runner;
    const { width: D, mlpWidth: F, vocabSize: V, heads: H, normEps: eps } = shape;
    const { N, S } = batch;
    const head = this.headActivations(S);
    const dl = this.scratch("dLogProbs", S);
    const de = this.scratch("dEntropies", S);
    gpu.write(dl, dLogProbs);
    gpu.write(de, dEntropies);
    const dNormed = this.scratch("dNormed", Math.max(N, S) * D);
    const dPicked = this.scratch("dPicked", S * D);
    const dx = this.scratch("dx", N * D);
    const dAct = this.scratch("dAct", N * F);
    const dWide = this.scratch("dWide", N * Math.max(2 * F, 3 * D));
    const normed = this.scratch("normed", N * D);
    const inv = this.scratch("inv", N);
    const act = this.scratch("act", N * F);
    const part = ({ buffer }: BufferView, floats: number): BufferView => ({ buffer, offset: 0, size: floats * 4 });

    runner.run(
      scoreTokensBackwardGpu,
      {
        x: head.normed,
        table: w.embedding,
        targets: batch.targets,
        entropies: head.entropies,
        lse: head.lse,
        dLogProbs: dl,
        dEntropies: de,
        dx: part(dNormed, S * D),
        dTable: g.embedding,
      },
      { rows: S, width: D, vocab: V, temperature },
    );
    gpu.zero(dPicked);
    runner.run(
      rmsNormBackwardGpu,
      {
        x: head.picked,
        gain: w.finalNorm,
        invStd: head.inv,
        dOut: part(dNormed, S * D),
        dx: dPicked,
        dGain: g.finalNorm,
      },
      { rows: S, width: D },
    );
    gpu.zero(dx);
    runner.run(
      scatterRowsAddGpu,
      { x: dPicked, starts: batch.scoredStarts, items: batch.scoredItems, out: dx },
      { rows: N, width: D },
    );

    const dn = part(dNormed, N * D);
    const dGateUp = part(dWide, N * 2 * F);
    const dQkv = part(dWide, N * 3 * D);
    for (let l = shape.layers - 1; l >= 0; l--) {
      const a = this.layer(l);
      const p = w.layers[l] as ModelBuffers["layers"][number];
      const gp = g.layers[l] as ModelBuffers["layers"][number];
      runner.run(swigluGpu, { gateUp: a.gateUp, out: act }, { rows: N, width: F });
      runner.run(matmulTNAddGpu, { a: dx, b: act, out: gp.down }, { m: D, n: F, k: N });
      runner.run(matmulNNGpu, { a: dx, b: p.down, out: dAct }, { m: N, n: F, k: D });
      runner.run(swigluBackwardGpu, { gateUp: a.gateUp, dOut: dAct, dGateUp }, { rows: N, width: F });
      runner.run(rmsNormGpu, { x: a.x2, gain: p.norm2, out: normed, invStd: inv }, { rows: N, width: D, eps });
      runner.run(matmulTNAddGpu, { a: dGateUp, b: normed, out: gp.gateUp }, { m: 2 * F, n: D, k: N });
      runner.run(matmulNNGpu, { a: dGateUp, b: p.gateUp, out: dn }, { m: N, n: D, k: 2 * F });
      runner.run(
        rmsNormBackwardGpu,
        { x: a.x2, gain: p.norm2, invStd: a.inv2, dOut: dn, dx, dGain: gp.norm2 },
        { rows: N, width: D },
      );

      runner.run(matmulTNAddGpu, { a: dx, b: a.o, out: gp.o }, { m: D, n: D, k: N });
      runner.run(matmulNNGpu, { a: dx, b: p.o, out: dn }, { m: N, n: D, k: D });
      runner.run(
        attentionBackwardGpu,
        { qkv: a.qkv, begins: batch.begins, ends: batch.ends, out: a.o, lse: a.lse, dOut: dn, dQkv },
        { rows: N, width: D, heads: H },
      );
      this.rotate(dQkv, -1);
      runner.run(rmsNormGpu, { x: a.x, gain: p.norm1, out: normed, invStd: inv }, { rows: N, width: D, eps });
      runner.run(matmulTNAddGpu, { a: dQkv, b: normed, out: gp.qkv }, { m: 3 * D, n: D, k: N });
      runner.run(matmulNNGpu, { a: dQkv, b: p.qkv, out: dn }, { m: N, n: D, k: 3 * D });
      runner.run(
        rmsNormBackwardGpu,
        { x: a.x, gain: p.norm1, invStd: a.inv1, dOut: dn, dx, dGain: gp.norm1 },
        { rows: N, width: D },
      );
    }
    runner.run(
      scatterRowsAddGpu,
      { x: dx, starts: batch.tokenStarts, items: batch.tokenItems, out: g.embedding },
      { rows: V, width: D },
    );
  }

  private rotate(qkv: BufferView, sign: 1 | -1): void {
    const { width, heads } = this.shape;
    this.runner.run(
      ropeGpu,
      { qkv, positions: this.batch.positions, table: this.rotary },
      { rows: this.batch.N, width, heads, sign },
    );
  }

  private layer(l: number): LayerActivations {
    const { width: D, mlpWidth: F, heads: H } = this.shape;
    const { N } = this.batch;
    // Without a backward pass only the input of a layer and that of the next one live at the same time.
    const at = this.keep ? `kept ${l}` : "layer";
    const view = (name: string, floats: number): BufferView => this.scratch(`${at}: ${name}`, floats);
    return {
      x: view(this.keep ? "x" : `x ${l % 2}`, N * D),
      inv1: view("inv1", N),
      qkv: view("qkv", N * 3 * D),
      o: view("o", N * D),
      lse: view("lse", N * H),
      x2: view("x2", N * D),
      inv2: view("inv2", N),
      gateUp: view("gateUp", N * 2 * F),
    };
  }

  private headActivations(rows: number): ScoresOnGpu & Record<"picked" | "normed" | "inv" | "lse", BufferView> {
    const D = this.shape.width;
    const view = (name: string, floats: number): BufferView =>
      this.scratch(`${this.keep ? "kept" : "layer"} head: ${name}`, floats);
    return {
      picked: view("picked", rows * D),
      normed: view("normed", rows * D),
      inv: view("inv", rows),
      logProbs: view("logProbs", rows),
      entropies: view("entropies", rows),
      lse: view("lse", rows),
    };
  }

  /** A view of exactly that many floats, in memory that the next pass uses again. */
  private scratch(name: string, floats: number): BufferView {
    const size = Math.max(4, floats * 4);
    return { buffer: this.runner.gpu.scratch(name, size).buffer, offset: 0, size };
  }
}

/** Bytes that a kept pass takes for one token of input. */
export const keptBytesPerToken = ({ width: D, mlpWidth: F, heads: H, layers: L }: ModelShape): number =>
  4 * (L * (6 * D + 2 * F + H + 2) + 8 * D + 2 * F + Math.max(2 * F, 3 * D));
