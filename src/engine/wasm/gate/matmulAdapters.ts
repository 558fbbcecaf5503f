import { matmulNN } from "../../kernels/matmulNN/spec.ts";
import { matmulNT } from "../../kernels/matmulNT/spec.ts";
import { matmulNTAdd } from "../../kernels/matmulNTAdd/spec.ts";
import { matmulTNAdd } from "../../kernels/matmulTNAdd/spec.ts";
import { type Adapter, adapt } from "./adapter.ts";

const FULL = 0;
const always = (): boolean => true;

/** Matrix products in the three layouts. */
export const MATMUL_ADAPTERS: readonly Adapter[] = [
  adapt(
    matmulNN,
    always,
    ({ k, memory, at: { a, b, out }, n: { m, n, k: inner } }) => {
      k.gemm(m, n, inner, a, inner, 1, b, n, 1, out, n, 0, FULL, memory.alloc(k.gemmScratch(inner, n, 0)));
    },
    { gate: "inner size of more than one slice" },
  ),
  adapt(
    matmulNT,
    always,
    ({ k, memory, at: { a, b, out }, n: { m, n, k: inner } }) => {
      const packed = memory.alloc(k.packedSize(inner, n));
      k.pack(inner, n, b, 1, inner, packed);
      k.gemmPacked(m, n, inner, a, inner, 1, packed, out, n, 0, FULL);
    },
    { gate: "inner size of more than one slice" },
  ),
  adapt(
    matmulNTAdd,
    always,
    ({ k, memory, at, n: { m, n, k: inner } }) => {
      k.gemm(m, n, inner, at.a, inner, 1, at.b, 1, inner, at.out, n, 0, FULL, memory.alloc(k.gemmScratch(inner, n, 0)));
      // blocks of memory end on a multiple of four
      k.add((m * n + 3) & ~3, at.residual, at.out);
    },
    { gate: "odd sizes" },
  ),
  adapt(
    matmulTNAdd,
    always,
    ({ k, memory, at: { a, b, out }, n: { m, n, k: inner } }) => {
      k.gemm(m, n, inner, a, 1, m, b, n, 1, out, n, 1, FULL, memory.alloc(k.gemmScratch(inner, n, 0)));
    },
    { gate: "odd sizes" },
  ),
];
