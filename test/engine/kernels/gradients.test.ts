import { describe, it } from "vitest";
import { attention } from "../../../src/engine/kernels/attention/spec.ts";
import { attentionBackward } from "../../../src/engine/kernels/attentionBackward/spec.ts";
import { normals } from "../../../src/engine/kernels/kernelSpec.ts";
import { packedRows } from "../../../src/engine/kernels/packedRows.ts";
import { rmsNorm } from "../../../src/engine/kernels/rmsNorm/spec.ts";
import { rmsNormBackward } from "../../../src/engine/kernels/rmsNormBackward/spec.ts";
import { rope } from "../../../src/engine/kernels/rope/spec.ts";
import { scoreTokens } from "../../../src/engine/kernels/scoreTokens/spec.ts";
import { scoreTokensBackward } from "../../../src/engine/kernels/scoreTokensBackward/spec.ts";
import { swiglu } from "../../../src/engine/kernels/swiglu/spec.ts";
import { swigluBackward } from "../../../src/engine/kernels/swigluBackward/spec.ts";
import { Rng } from "../../../src/lib/rng.ts";
import { expectGradient } from "./expectGradient.ts";

const random = (length: number, ...name: string[]): Float64Array =>
  Float64Array.from(normals(Rng.of(2, "gradients", ...name), length));
const zeros = (length: number): Float64Array => new Float64Array(length);
const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

/** The reference of every backward kernel is the slope of its forward kernel's reference. */
describe("gradients of the references", () => {
  it("rmsNormBackward", () => {
    const [rows, width] = [3, 5];
    const [x, gain, dOut] = [random(rows * width, "x"), random(width, "gain"), random(rows * width, "dOut")];
    const [out, invStd] = [zeros(rows * width), zeros(rows)];
    const loss = (): number => {
      rmsNorm.reference({ x, gain, out, invStd }, { rows, width, eps: 1e-3 });
      return dot(out, dOut);
    };
    loss();
    const [dx, dGain] = [zeros(rows * width), zeros(width)];
    rmsNormBackward.reference({ x, gain, invStd: invStd.slice(), dOut, dx, dGain }, { rows, width });
    expectGradient(loss, x, dx);
    expectGradient(loss, gain, dGain);
  });

  it("rope with sign -1", () => {
    const [rows, width, heads] = [3, 8, 2];
    const [qkv, dOut] = [random(rows * 3 * width, "qkv"), random(rows * 3 * width, "dOut")];
    const positions = Float64Array.of(4, 0, 7);
    const table = Float64Array.from({ length: 8 * 4 }, (_, i) => (i % 2 === 0 ? Math.cos(i) : Math.sin(i - 1)));
    const loss = (): number => {
      const turned = qkv.slice();
      rope.reference({ qkv: turned, positions, table }, { rows, width, heads, sign: 1 });
      return dot(turned, dOut);
    };
    const dQkv = dOut.slice();
    rope.reference({ qkv: dQkv, positions, table }, { rows, width, heads, sign: -1 });
    expectGradient(loss, qkv, dQkv);
  });

  it("swigluBackward", () => {
    const [rows, width] = [4, 3];
    const [gateUp, dOut] = [random(rows * 2 * width, "gateUp"), random(rows * width, "dOut")];
    const out = zeros(rows * width);
    const loss = (): number => {
      swiglu.reference({ gateUp, out }, { rows, width });
      return dot(out, dOut);
    };
    const dGateUp = zeros(rows * 2 * width);
    swigluBackward.reference({ gateUp, dOut, dGateUp }, { rows, width });
    expectGradient(loss, gateUp, dGateUp);
  });

  it("attentionBackward", () => {
    const bounds = packedRows([4, 1, 6]);
    const [begins, ends] = [Float64Array.from(bounds.begins), Float64Array.from(bounds.ends)];
    const [rows, width, heads] = [11, 8, 2];
    const scalars = { rows, width, heads };
    const [qkv, dOut] = [random(rows * 3 * width, "qkv"), random(rows * width, "dOut")];
    const [out, lse] = [zeros(rows * width), zeros(rows * heads)];
    const loss = (): number => {
      attention.reference({ qkv, begins, out, lse }, scalars);
      return dot(out, dOut);
    };
    loss();
    const dQkv = zeros(rows * 3 * width);
    attentionBackward.reference({ qkv, begins, ends, out: out.slice(), lse: lse.slice(), dOut, dQkv }, scalars);
    expectGradient(loss, qkv, dQkv);
  });

  it("scoreTokensBackward", () => {
    const [rows, width, vocab, temperature] = [4, 3, 6, 1.3];
    const scalars = { rows, width, vocab, temperature };
    const [x, table] = [random(rows * width, "x"), random(vocab * width, "table")];
    const [dLogProbs, dEntropies] = [random(rows, "dLogProbs"), random(rows, "dEntropies")];
    const targets = Float64Array.of(5, 0, 2, 2);
    const [logProbs, entropies, lse] = [zeros(rows), zeros(rows), zeros(rows)];
    const loss = (): number => {
      scoreTokens.reference({ x, table, targets, logProbs, entropies, lse }, scalars);
      return dot(logProbs, dLogProbs) + dot(entropies, dEntropies);
    };
    loss();
    const [dx, dTable] = [zeros(rows * width), zeros(vocab * width)];
    const kept = { entropies: entropies.slice(), lse: lse.slice() };
    scoreTokensBackward.reference({ x, table, targets, ...kept, dLogProbs, dEntropies, dx, dTable }, scalars);
    expectGradient(loss, x, dx);
    expectGradient(loss, table, dTable);
  });
});
