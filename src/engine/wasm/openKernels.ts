import type { GateReport } from "../policy.ts";
import { ADAPTERS } from "./gate/adapters.ts";
import { gateKernels } from "./gate/gateKernels.ts";
import { compileKernels, hasRelaxedSimd } from "./kernelModule.ts";
import { LinearMemory } from "./linearMemory.ts";

export interface OpenKernels {
  module: WebAssembly.Module;
  memory: LinearMemory;
  gate: GateReport;
  notes: string[];
  /** Another memory of the same kind. */
  renew(): Promise<LinearMemory>;
}

/**
 * The fastest build of the kernels that this machine compiles and whose every kernel gives what its reference gives. Memory is
 * shared if asked for and to be had.
 *
 * @throws naming the kernels of the plain build that come out wrong
 */
export async function openKernels(
  shared: boolean,
  variants: boolean,
  check: (memory: LinearMemory) => { name: string; why: string }[] = (memory) => gateKernels(memory, ADAPTERS),
): Promise<OpenKernels> {
  const start = performance.now();
  const notes: string[] = [];
  let repaired: string[] = [];
  for (const relaxed of variants && hasRelaxedSimd() ? [true, false] : [false]) {
    const { module, memory, renew } = await open(relaxed, shared, notes);
    const wrong = check(memory);
    if (wrong.length === 0) {
      const milliseconds = performance.now() - start;
      const gate = { kernels: ADAPTERS.length, milliseconds, repaired, variants: relaxed ? ["relaxed-simd"] : [] };
      return { module, memory, gate, notes, renew };
    }
    repaired = wrong.map(({ name }) => name);
    if (relaxed) notes.push(`Relaxed SIMD is not used: ${repaired.join(", ")} came out wrong with it.`);
    else throw new Error(`wasm kernels: expected right results, got ${wrong.map(({ why }) => why).join("; ")}`);
  }
  throw new Error("wasm kernels: expected a build to try, got none");
}

async function open(
  relaxed: boolean,
  shared: boolean,
  notes: string[],
): Promise<Pick<OpenKernels, "module" | "memory" | "renew">> {
  const module = await compileKernels({ relaxed, shared });
  const renew = (): Promise<LinearMemory> => LinearMemory.create(module, shared);
  try {
    return { module, memory: await renew(), renew };
  } catch (error) {
    if (!shared || !(error instanceof RangeError)) throw error;
    notes.push(`One thread computes: ${error.message}.`);
    return open(relaxed, false, []);
  }
}
