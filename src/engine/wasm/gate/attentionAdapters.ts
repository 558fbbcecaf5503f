import { attention } from "../../kernels/attention/spec.ts";
import { attentionBackward } from "../../kernels/attentionBackward/spec.ts";
import { decodeAttention } from "../../kernels/decodeAttention/spec.ts";
import type { Values } from "../../kernels/kernelSpec.ts";
import type { Kernels } from "../kernels.ts";
import type { LinearMemory } from "../linearMemory.ts";
import { decodeAttentionBuffers } from "./decodeAttentionBuffers.ts";
import { type Adapter, adapt } from "./adapter.ts";

const headsByEight = ({ width, heads }: { width: number; heads: number }): boolean => (width / heads) % 8 === 0;

/** Attention in training and in decoding. */
export const ATTENTION_ADAPTERS: readonly Adapter[] = [
  adapt(attention, headsByEight, (bench) => void attend(bench, bench.at.out, () => {}), {
    without: ["lse"],
    gate: "scores of a hundred and more",
  }),
  adapt(
    attentionBackward,
    headsByEight,
    (bench) => {
      const { k, memory, at, n } = bench;
      const { width: D, heads: H, rows } = n;
      attend(bench, memory.alloc(rows * D), (T, row, probs, scratch) => {
        const from = row * D * 4;
        const dS = memory.alloc(T * T);
        k.attentionBackward(
          T,
          D,
          H,
          at.qkv + from * 3,
          probs,
          at.out + from,
          at.dOut + from,
          at.dQkv + from * 3,
          dS,
          scratch,
        );
      });
    },
    { gate: "scores of a hundred and more" },
  ),
  adapt(decodeAttention, headsByEight, decodeAttentionBuffers, { without: ["cache"] }),
];

interface AttentionBench {
  k: Kernels;
  memory: LinearMemory;
  at: { qkv: number };
  values: { begins: Values };
  n: { rows: number; width: number; heads: number };
}

/** The forward pass into `out`, sequence by sequence; `then` is told each one's probabilities. */
function attend(
  { k, memory, at, values, n: { width: D, heads: H, rows } }: AttentionBench,
  out: number,
  then: (T: number, row: number, probs: number, scratch: number) => void,
): void {
  for (let row = 0; row < rows;) {
    const end = values.begins.findIndex((begin, i) => i >= row && begin !== row);
    const T = (end < 0 ? rows : end) - row;
    const probs = memory.alloc(H * T * T);
    const scratch = memory.alloc(Math.max(k.gemmScratch(T, D / H, 1), k.gemmScratch(D / H, T, 1)));
    k.attentionForward(T, D, H, at.qkv + row * 3 * D * 4, out + row * D * 4, probs, scratch);
    then(T, row, probs, scratch);
    row += T;
  }
}
