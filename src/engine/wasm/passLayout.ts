import type { ModelShape } from "../policy.ts";
import type { Arena } from "./arena.ts";
import type { Kernels } from "./kernels.ts";

/** The sizes of a packed batch that decide how much room its pass takes. */
export interface PassSizes {
  lengths: readonly number[];
  N: number;
  S: number;
  longest: number;
}

export interface LayerActivations {
  x: number; // [N, D] input
  inv1: number; // [N]
  qkv: number; // [N, 3D], rotated
  probs: number; // Σ H·T²
  o: number; // [N, D]
  x2: number; // [N, D] after attention
  inv2: number; // [N]
  gateUp: number; // [N, 2F]
}

export interface TrunkActivations {
  layers: LayerActivations[];
  /** Before the final norm, [N, D]. */
  out: number;
  /** Bytes from one sequence's probabilities to the next are H·T²·4 where they are kept, 0 where they are not. */
  keep: boolean;
}

export interface HeadActivations {
  picked: number; // [S, D]
  invF: number; // [S]
  normed: number; // [S, D]
  logits: number; // [S, V]
  lse: number; // [S]
}

export interface Activations extends TrunkActivations {
  head: HeadActivations;
}

/** What a pass needs while it runs. */
export interface PassScratch {
  normed: number; // [N, D]
  act: number; // [N, F], its gradient in the backward pass
  gemm: number;
}

export interface BackwardScratch extends PassScratch {
  dn: number; // [N, D]
  dx: number; // [N, D]
  dPicked: number; // [S, D]
  dWide: number; // [N, max(2F, 3D)]
  dS: number; // [longest, longest]
}

/** Everything that a backward pass needs with `keep`, else one set of buffers for all layers. */
export function layoutTrunk(shape: ModelShape, sizes: PassSizes, keep: boolean, arena: Arena): TrunkActivations {
  const { width: D, mlpWidth: F, heads: H, layers: L } = shape;
  const { N, lengths, longest } = sizes;
  const squares = lengths.reduce((sum, T) => sum + T * T, 0);
  const layer = (): LayerActivations => ({
    x: arena.alloc(N * D),
    inv1: arena.alloc(N),
    qkv: arena.alloc(N * 3 * D),
    probs: arena.alloc(H * (keep ? squares : longest * longest)),
    o: arena.alloc(N * D),
    x2: arena.alloc(N * D),
    inv2: arena.alloc(N),
    gateUp: arena.alloc(N * 2 * F),
  });
  if (keep) return { layers: Array.from({ length: L }, layer), out: arena.alloc(N * D), keep };
  const one = layer();
  return { layers: Array.from({ length: L }, () => one), out: one.x, keep };
}

export function layoutPass(shape: ModelShape, sizes: PassSizes, keep: boolean, arena: Arena): Activations {
  const { width: D, vocabSize: V } = shape;
  const { S } = sizes;
  return {
    ...layoutTrunk(shape, sizes, keep, arena),
    head: {
      picked: arena.alloc(S * D),
      invF: arena.alloc(S),
      normed: arena.alloc(S * D),
      logits: arena.alloc(S * V),
      lse: arena.alloc(S),
    },
  };
}

export function layoutScratch(k: Kernels, shape: ModelShape, sizes: PassSizes, arena: Arena): PassScratch {
  const { width: D, mlpWidth: F, heads, vocabSize: V } = shape;
  const T = sizes.longest;
  const dense = k.gemmScratch(256, Math.max(3 * D, 2 * F, V), 0);
  const attention = Math.max(k.gemmScratch(T, D / heads, 1), k.gemmScratch(D / heads, T, 1));
  return {
    normed: arena.alloc(sizes.N * D),
    act: arena.alloc(sizes.N * F),
    gemm: arena.alloc(Math.max(dense, attention)),
  };
}

export function layoutBackward(k: Kernels, shape: ModelShape, sizes: PassSizes, arena: Arena): BackwardScratch {
  const { width: D, mlpWidth: F } = shape;
  const { N, S, longest } = sizes;
  return {
    ...layoutScratch(k, shape, sizes, arena),
    dn: arena.alloc(N * D),
    dx: arena.alloc(N * D),
    dPicked: arena.alloc(S * D),
    dWide: arena.alloc(N * Math.max(2 * F, 3 * D)),
    dS: arena.alloc(longest * longest),
  };
}
