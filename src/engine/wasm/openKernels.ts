import type { BackendInfo } from "../policy.ts";
import { compileKernels, hasRelaxedSimd } from "./kernelModule.ts";
import { LinearMemory } from "./linearMemory.ts";

export interface OpenKernels {
  module: WebAssembly.Module;
  memory: LinearMemory;
  /** Another memory of the same kind. */
  renew(): Promise<LinearMemory>;
}

/** The fastest build of the kernels that this machine compiles. */
export async function openKernels(backend: BackendInfo, shared: boolean, variants: boolean): Promise<OpenKernels> {
  const relaxed = variants && hasRelaxedSimd();
  const module = await compileKernels({ relaxed, shared });
  const memory = await LinearMemory.create(module, shared);
  backend.gate = { kernels: 0, milliseconds: 0, repaired: [], variants: relaxed ? ["relaxed-simd"] : [] };
  return { module, memory, renew: () => LinearMemory.create(module, shared) };
}
