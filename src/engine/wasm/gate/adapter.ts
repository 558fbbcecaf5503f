import type { KernelSpec, Values } from "../../kernels/kernelSpec.ts";
import type { Kernels } from "../kernels.ts";
import type { LinearMemory } from "../linearMemory.ts";

/** What an adapter works with: the kernels, room, the addresses of the case's buffers, and their values before. */
export interface Bench<B extends string, S extends string> {
  k: Kernels;
  memory: LinearMemory;
  at: Record<B, number>;
  values: Record<B, Values>;
  n: Record<S, number>;
}

/** Brings a kernel of the CPU engine into the form of its spec, so that the spec's reference and cases hold for it too. */
export interface Adapter {
  spec: KernelSpec;
  /** Whether the case is one for a kernel that works on four numbers at a time. */
  fits(scalars: Record<string, number>): boolean;
  /** Buffers of the spec that the kernel does not give. */
  without: readonly string[];
  /** Name of the case for the check at start-up, where the first one that fits takes too long. */
  gate?: string;
  /** @returns buffers whose layout differs in linear memory, as the spec has them; the others are read where they lie */
  run(bench: Bench<string, string>): Partial<Record<string, Values>> | void;
}

export function adapt<B extends string, S extends string>(
  spec: KernelSpec<B, S>,
  fits: (scalars: Record<S, number>) => boolean,
  run: (bench: Bench<B, S>) => Partial<Record<B, Values>> | void,
  more: { without?: readonly NoInfer<B>[]; gate?: string } = {},
): Adapter {
  return { spec, fits, run, without: [], ...more };
}
