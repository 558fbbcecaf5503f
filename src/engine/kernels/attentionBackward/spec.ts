import type { Rng } from "../../../lib/rng.ts";
import { attention } from "../attention/spec.ts";
import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";
import { packedRows } from "../packedRows.ts";

type B = "qkv" | "begins" | "ends" | "out" | "lse" | "dOut" | "dQkv";
type S = "rows" | "width" | "heads";

const problem = (
  name: string,
  lengths: readonly number[],
  width: number,
  heads: number,
  scale = 1,
): KernelCase<B, S> => {
  const { begins, ends } = packedRows(lengths);
  const rows = begins.length;
  return {
    name,
    scalars: { rows, width, heads },
    make(rng: Rng) {
      const qkv = normals(rng, rows * 3 * width, scale);
      const out = new Float64Array(rows * width);
      const lse = new Float64Array(rows * heads);
      const exact = { qkv: Float64Array.from(qkv), begins: Float64Array.from(begins), out, lse };
      attention.reference(exact, { rows, width, heads });
      return {
        qkv,
        begins: begins.slice(),
        ends: ends.slice(),
        out: Float32Array.from(out),
        lse: Float32Array.from(lse),
        dOut: normals(rng, rows * width),
        dQkv: garbage(rows * 3 * width),
      };
    },
  };
};

/** Gradient of attention at queries, keys and values (Dao et al. 2022, algorithm 4): the weights are computed again from lse. */
export const attentionBackward = defineKernel<B, S>({
  name: "attentionBackward",
  formula:
    "p[t,j] = exp(q[t] . k[j] / sqrt(hd) - lse[t]); dv[j] = sum_t p[t,j] dOut[t]; " +
    "ds[t,j] = p[t,j] (dOut[t] . v[j] - dOut[t] . out[t]) / sqrt(hd); dq[t] = sum_j ds[t,j] k[j]; dk[j] = sum_t ds[t,j] q[t], " +
    "all per head, begins[t] <= j <= t < ends[j]",
  legend: { t: "rows", j: "rows", hd: "width / heads" },
  buffers: {
    qkv: { use: "in", type: "f32" }, // [rows, 3, heads, hd]
    begins: { use: "in", type: "i32" }, // [rows]
    ends: { use: "in", type: "i32" }, // [rows]
    out: { use: "in", type: "f32" }, // [rows, heads, hd]
    lse: { use: "in", type: "f32" }, // [rows, heads]
    dOut: { use: "in", type: "f32" }, // [rows, heads, hd]
    dQkv: { use: "out", type: "f32" }, // [rows, 3, heads, hd]
  },
  scalars: ["rows", "width", "heads"],
  reference({ qkv, begins, out, lse, dOut, dQkv }, { rows, width, heads }) {
    const hd = width / heads;
    const dot = (a: Float64Array, i: number, b: Float64Array, j: number): number => {
      let sum = 0;
      for (let d = 0; d < hd; d++) sum += (a[i + d] as number) * (b[j + d] as number);
      return sum;
    };
    const addTo = (y: Float64Array, i: number, factor: number, x: Float64Array, j: number): void => {
      for (let d = 0; d < hd; d++) y[i + d] = (y[i + d] as number) + factor * (x[j + d] as number);
    };
    dQkv.fill(0);
    for (let t = 0; t < rows; t++) {
      for (let h = 0; h < heads; h++) {
        const o = t * width + h * hd;
        const q = 3 * t * width + h * hd;
        const delta = dot(dOut, o, out, o);
        for (let j = begins[t] as number; j <= t; j++) {
          const k = (3 * j + 1) * width + h * hd;
          const v = k + width;
          const p = Math.exp(dot(qkv, q, qkv, k) / Math.sqrt(hd) - (lse[t * heads + h] as number));
          const ds = (p * (dot(dOut, o, qkv, v) - delta)) / Math.sqrt(hd);
          addTo(dQkv, v, p, dOut, o);
          addTo(dQkv, q, ds, qkv, k);
          addTo(dQkv, k, ds, qkv, q);
        }
      }
    }
  },
  tolerance: {
    value: 1e-4,
    reason: "exponentials of scores that are sums of hd products, and sums over a sequence, in single precision",
  },
  cases: [
    problem("sequences of many lengths, one longer than a tile", [1, 5, 83, 2, 31, 10], 96, 4),
    problem("one token", [1], 2, 1),
    problem("head width not a multiple of four, empty sequences between", [40, 0, 0, 7], 18, 3),
    problem("wide heads", [70, 3, 66], 80, 2),
    problem("long sequence", [210], 48, 2),
    problem("scores of a hundred and more", [20, 45], 24, 1, 6),
    problem(
      "many sequences",
      Array.from({ length: 80 }, (_, i) => 5 + (i % 11)),
      12,
      2,
    ),
    problem("no tokens", [], 16, 2),
  ],
  timing: problem(
    "micro, 8192 tokens in sequences of 64",
    Array.from({ length: 128 }, () => 64),
    96,
    4,
  ),
  // At sequences of 64 tokens, as in the timing: a token sees 32.5 keys on average. The products without what is computed twice.
  work: ({ rows, width, heads }) => ({
    flops: 10 * 32.5 * rows * width,
    bytes: 4 * (8 * rows * width + 2 * rows + rows * heads),
  }),
});
