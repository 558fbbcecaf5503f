import { ENTRY, HEADER, HEADER_COUNT, rowList } from "../../webgpu/rollout/rowList.ts";
import { defineKernel, garbage, type KernelCase, normals } from "../kernelSpec.ts";

type B = "list" | "starts" | "prompts" | "qkv" | "rotary" | "cache" | "out";
type S = "rows" | "width" | "heads" | "groupSize" | "positions";

/** Entry i continues a row of group i mod 3 with i + 1 tokens drawn; one entry fewer than there is room for. */
const problem = (name: string, rows: number, width: number, heads: number, positions: number): KernelCase<B, S> => ({
  name,
  scalars: { rows, width, heads, groupSize: 2, positions },
  make: (rng) => {
    const lengths = [1, 5, 3];
    const starts = [0];
    for (const length of lengths) starts.push((starts.at(-1) as number) + length);
    const half = width / heads / 2;
    const longest = Math.max(...lengths) + positions;
    return {
      list: rowList(
        Array.from({ length: Math.max(0, rows - 1) }, (_, i) => ({
          slot: rows - 1 - i,
          row: 2 * (i % 3) + (i % 2),
          token: 1,
          drawn: 1 + (i % positions),
        })),
        0,
        0,
        rows,
      ),
      starts: Int32Array.from(starts),
      prompts: normals(rng, (starts.at(-1) as number) * 3 * width),
      qkv: normals(rng, rows * 3 * width),
      rotary: Float32Array.from({ length: longest * half * 2 }, (_, i) => {
        const angle = Math.floor(i / 2 / half) * 100 ** (-(Math.floor(i / 2) % half) / half);
        return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
      }),
      cache: normals(rng, rows * positions * 2 * width),
      out: garbage(rows * width),
    };
  },
});

/** Attention of one new token a row to its prompt, which its group shares, and to the tokens that the row has drawn. */
export const decodeAttention = defineKernel<B, S>({
  name: "decodeAttention",
  formula:
    "q, k, v = qkv[i], q and k rotated to position T + drawn - 1; cache[slot,drawn-1] = (k, v); " +
    "out[i] = softmax(q K / sqrt(width/heads)) V a head, K and V of the prompt's T rows, then of cache[slot,0..drawn-1]",
  legend: {
    i: "entry of the row list, below list[0]; others stay as they are",
    T: "starts[p+1] - starts[p] with p = row div groupSize",
  },
  buffers: {
    list: { use: "in", type: "i32" }, // row list
    starts: { use: "in", type: "i32" }, // [P + 1]
    prompts: { use: "in", type: "f32" }, // [starts[P], 3, width], q and k rotated
    qkv: { use: "in", type: "f32" }, // [rows, 3, width], not rotated
    rotary: { use: "in", type: "f32" }, // [positions, width / heads / 2, 2], cos and sin
    cache: { use: "inout", type: "f32" }, // [slots, positions, 2, width]
    out: { use: "inout", type: "f32" }, // [rows, width]
  },
  scalars: ["rows", "width", "heads", "groupSize", "positions"],
  reference({ list, starts, prompts, qkv, rotary, cache, out }, { rows, width, heads, groupSize, positions }) {
    const C = width / heads;
    const count = Math.min(rows, list[HEADER_COUNT] as number);
    const rotated = (at: number, position: number, j: number): number => {
      const half = C / 2;
      const angle = (position * half + (j % half)) * 2;
      const other = qkv[j < half ? at + j + half : at + j - half] as number;
      const sin = (j < half ? -1 : 1) * (rotary[angle + 1] as number);
      return (qkv[at + j] as number) * (rotary[angle] as number) + other * sin;
    };
    for (let i = 0; i < count; i++) {
      const [slot = 0, row = 0, , drawn = 0] = list.subarray(HEADER + ENTRY * i);
      const p = Math.floor(row / groupSize);
      const first = starts[p] as number;
      const T = (starts[p + 1] as number) - first;
      const own = slot * positions * 2 * width;
      for (let h = 0; h < heads; h++) {
        const at = i * 3 * width + h * C;
        const place = own + (drawn - 1) * 2 * width + h * C;
        const q = new Float64Array(C);
        for (let j = 0; j < C; j++) {
          q[j] = rotated(at, T + drawn - 1, j);
          cache[place + j] = rotated(at + width, T + drawn - 1, j);
          cache[place + width + j] = qkv[at + 2 * width + j] as number;
        }
        const keyAt = (t: number): number =>
          t < T ? ((first + t) * 3 + 1) * width + h * C : own + (t - T) * 2 * width + h * C;
        const scores = new Float64Array(T + drawn);
        for (let t = 0; t < T + drawn; t++) {
          const from = t < T ? prompts : cache;
          for (let j = 0; j < C; j++) {
            scores[t] = (scores[t] as number) + ((q[j] as number) * (from[keyAt(t) + j] as number)) / Math.sqrt(C);
          }
        }
        const top = scores.reduce((a, b) => Math.max(a, b));
        const e = scores.map((score) => Math.exp(score - top));
        const sum = e.reduce((a, b) => a + b);
        for (let j = 0; j < C; j++) {
          let mixed = 0;
          for (let t = 0; t < T + drawn; t++) {
            mixed += (e[t] as number) * ((t < T ? prompts : cache)[keyAt(t) + width + j] as number);
          }
          out[i * width + h * C + j] = mixed / sum;
        }
      }
    }
  },
  tolerance: { value: 2e-5, reason: "dot products, exponentials and their sums in single precision" },
  cases: [
    problem("several workgroups, rows of different lengths", 23, 48, 2, 9),
    problem("narrow heads", 7, 16, 2, 3),
    problem("one head, one position", 2, 8, 1, 1),
    problem("all rows have ended", 1, 16, 2, 4),
    problem("no rows", 0, 16, 2, 4),
  ],
  timing: problem("micro, 128 rows, half of 112 tokens on average", 128, 96, 4, 112),
  work: ({ rows, width, positions }) => ({
    flops: 4 * rows * width * (positions / 2),
    bytes: 4 * rows * width * (4 + positions),
  }),
});
