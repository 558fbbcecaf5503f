import { drawTokens } from "../../kernels/drawTokens/spec.ts";
import { scoreTokens } from "../../kernels/scoreTokens/spec.ts";
import { scoreTokensBackward } from "../../kernels/scoreTokensBackward/spec.ts";
import type { Values } from "../../kernels/kernelSpec.ts";
import { ENTRY, HEADER, HEADER_COUNT } from "../../webgpu/rollout/rowList.ts";
import type { Kernels } from "../kernels.ts";
import type { LinearMemory } from "../linearMemory.ts";
import { type Adapter, adapt } from "./adapter.ts";

const FULL = 0;

/** The language-model head: scores of given tokens, and sampling. */
export const HEAD_ADAPTERS: readonly Adapter[] = [
  adapt(
    scoreTokens,
    ({ width, vocab }) => width % 4 === 0 && vocab % 4 === 0,
    ({ k, memory, at, n }) => {
      const logits = logitsOf(k, memory, at.x, at.table, n);
      k.scoreForward(n.rows, n.vocab, n.temperature, logits, at.targets, at.logProbs, at.entropies, at.lse);
    },
    { gate: "logits of a hundred and more" },
  ),
  adapt(
    scoreTokensBackward,
    ({ width, vocab }) => width % 4 === 0 && vocab % 4 === 0,
    ({ k, memory, at, n }) => {
      const { rows, width, vocab, temperature } = n;
      const z = logitsOf(k, memory, at.x, at.table, n);
      k.scoreBackward(rows, vocab, temperature, z, at.targets, at.entropies, at.lse, at.dLogProbs, at.dEntropies);
      const scratch = memory.alloc(k.gemmScratch(256, Math.max(width, vocab), 0));
      k.gemm(rows, width, vocab, z, vocab, 1, at.table, width, 1, at.dx, width, 0, FULL, scratch);
      k.gemm(vocab, width, rows, z, 1, vocab, at.x, width, 1, at.dTable, width, 1, FULL, scratch);
    },
    { gate: "logits of a hundred and more" },
  ),
  adapt(
    drawTokens,
    ({ vocab }) => vocab % 4 === 0,
    ({ k, memory, at, values, n: { rows, vocab, share, temperature, topP, seed, step, maxNewTokens } }) => {
      const count = Math.min(rows, values.list[HEADER_COUNT] as number);
      const entry = (i: number): Values => values.list.subarray(HEADER + ENTRY * i, HEADER + ENTRY * (i + 1));
      const column = (of: (i: number) => number): number =>
        memory.allocFrom(Int32Array.from({ length: count }, (_, i) => of(i)));
      const [tokens, logProbs] = [values.tokens.slice(), values.logProbs.slice()];
      const [drawn, drawnLogProbs] = [memory.alloc(count), memory.alloc(count)];
      const group = column((i) => Math.floor(i / share));
      const row = column((i) => entry(i)[1] as number);
      const position = column((i) => entry(i)[3] as number);
      const scratch = memory.alloc(vocab);
      k.sampleTokens(
        count,
        vocab,
        temperature,
        topP,
        at.logits,
        group,
        seed,
        step,
        row,
        position,
        drawn,
        drawnLogProbs,
        scratch,
      );
      for (let i = 0; i < count; i++) {
        const to = (entry(i)[1] as number) * maxNewTokens + (entry(i)[3] as number);
        tokens[to] = memory.ints(drawn, count)[i] as number;
        logProbs[to] = memory.floats(drawnLogProbs, count)[i] as number;
      }
      return { tokens, logProbs };
    },
    { without: ["list"] },
  ),
];

function logitsOf(
  k: Kernels,
  memory: LinearMemory,
  x: number,
  table: number,
  { rows, width, vocab }: { rows: number; width: number; vocab: number },
): number {
  const logits = memory.alloc(rows * vocab);
  const scratch = memory.alloc(k.gemmScratch(width, vocab, 0));
  k.gemm(rows, vocab, width, x, width, 1, table, 1, width, logits, vocab, 0, FULL, scratch);
  return logits;
}
