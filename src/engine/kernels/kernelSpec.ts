import type { Rng } from "../../lib/rng.ts";

/** "inout" buffers are read and added to or overwritten in place. */
export interface BufferUse {
  use: "in" | "out" | "inout";
  type: "f32" | "i32";
}

export type Values = Float32Array | Int32Array;

/** One small problem. `make` allocates every buffer, "out" ones too (their contents do not matter: a kernel overwrites all of it). */
export interface KernelCase<B extends string = string, S extends string = string> {
  name: string;
  scalars: Record<S, number>;
  make(rng: Rng): Record<B, Values>;
}

/**
 * What a kernel computes, on whatever device: the formula, the same in plain loops, and the cases on which every implementation
 * has to agree with the loops. Implementations stand beside it in the same folder: wgsl.ts (WebGPU), wasm.ts (our SIMD kernels),
 * tfjs.ts (its composition of stock operations, which takes over on a device where the kernel comes out wrong).
 */
export interface KernelSpec<B extends string = string, S extends string = string> {
  readonly name: string;
  /** In the letters of `legend`. */
  readonly formula: string;
  readonly legend: Readonly<Record<string, string>>;
  readonly buffers: Readonly<Record<B, BufferUse>>;
  readonly scalars: readonly S[];
  /** Float64 loops: writes every "out" buffer and updates every "inout" one. */
  reference(buffers: Record<B, Float64Array>, scalars: Record<S, number>): void;
  /** Largest |got − want| allowed, as a share of max(1, largest |want| of the buffer). */
  readonly tolerance: { value: number; reason: string };
  /** The first one is what the check at start-up runs: small, but larger than a tile where there are tiles. */
  readonly cases: readonly KernelCase<B, S>[];
  /** A case of the size that a training step of micro has, for timing. */
  readonly timing: KernelCase<B, S>;
  /** Floating-point operations, and bytes read and written at least. */
  work(scalars: Record<S, number>): { flops: number; bytes: number };
}

/** Keeps the literal names of buffers and scalars. */
export const defineKernel = <const B extends string, const S extends string>(
  spec: KernelSpec<B, S>,
): KernelSpec<B, S> => spec;

/** Normally distributed values times `scale`. */
export function normals(rng: Rng, length: number, scale = 1): Float32Array {
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = scale * rng.normal();
  return values;
}

/** What an "out" buffer holds before: no kernel may count on zeros. */
export const garbage = (length: number): Float32Array => new Float32Array(length).fill(7.5);
