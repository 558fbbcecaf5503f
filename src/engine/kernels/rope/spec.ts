import { defineKernel, type KernelCase, normals } from "../kernelSpec.ts";

type B = "qkv" | "positions" | "table";
type S = "rows" | "width" | "heads" | "sign";

const problem = (
  name: string,
  rows: number,
  width: number,
  heads: number,
  positions: number,
  sign: 1 | -1,
): KernelCase<B, S> => ({
  name,
  scalars: { rows, width, heads, sign },
  make: (rng) => ({
    qkv: normals(rng, rows * 3 * width),
    positions: Int32Array.from({ length: rows }, () => rng.int(0, positions - 1)),
    table: Float32Array.from({ length: (positions * width) / heads }, (_, i) => {
      const pair = i >> 1;
      const angle =
        Math.floor(pair / (width / heads / 2)) * 10_000 ** (-(2 * (pair % (width / heads / 2)) * heads) / width);
      return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    }),
  }),
});

/** Rotary position embedding (Su et al. 2021) in Hugging Face's rotate-half form, in place on queries and keys; sign -1 rotates back. */
export const rope = defineKernel<B, S>({
  name: "rope",
  formula:
    "a' = a c - s b; b' = b c + s a, for a = qkv[n, part, h, i], b = qkv[n, part, h, i + hd/2], " +
    "c, s = table[positions[n], i], s times sign; part: query, key",
  legend: { n: "rows", h: "heads", i: "half a head's width", hd: "width / heads" },
  buffers: {
    qkv: { use: "inout", type: "f32" }, // [rows, 3, heads, hd]
    positions: { use: "in", type: "i32" }, // [rows]
    table: { use: "in", type: "f32" }, // [P, hd / 2, 2]: cos, sin
  },
  scalars: ["rows", "width", "heads", "sign"],
  reference({ qkv, positions, table }, { rows, width, heads, sign }) {
    const half = width / heads / 2;
    for (let n = 0; n < rows; n++) {
      for (let head = 0; head < 2 * heads; head++) {
        for (let i = 0; i < half; i++) {
          const angle = ((positions[n] as number) * half + i) * 2;
          const cos = table[angle] as number;
          const sin = sign * (table[angle + 1] as number);
          const at = n * 3 * width + head * 2 * half + i;
          const a = qkv[at] as number;
          const b = qkv[at + half] as number;
          qkv[at] = a * cos - b * sin;
          qkv[at + half] = b * cos + a * sin;
        }
      }
    }
  },
  tolerance: { value: 1e-6, reason: "two products and a sum in single precision" },
  cases: [
    problem("forward, rows that do not fill a workgroup", 37, 96, 4, 50, 1),
    problem("back", 37, 96, 4, 50, -1),
    problem("the narrowest head", 1, 2, 1, 1, 1),
    problem("half a head of odd width", 5, 18, 3, 9, 1),
    problem("one wide head", 70, 64, 1, 400, -1),
    problem("no rows", 0, 16, 2, 4, 1),
  ],
  timing: problem("micro, 8192 tokens", 8192, 96, 4, 128, 1),
  work: ({ rows, width }) => ({ flops: 6 * rows * width, bytes: 4 * (5 * rows * width + rows) }),
});
