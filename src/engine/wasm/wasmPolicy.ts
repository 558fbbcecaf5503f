import type { EngineOptions } from "../engineOptions.ts";
import { parameterCount } from "../model/parameters.ts";
import type { BackendInfo, ModelShape, Policy, Weights } from "../policy.ts";
import { Crew } from "./crew.ts";
import { KernelPolicy } from "./kernelPolicy.ts";
import { openKernels } from "./openKernels.ts";
import { canShare, threadCount } from "./threadCount.ts";

/** Models with fewer parameters run on one thread unless told otherwise: their jobs are over before a helper is awake. */
const LEAST_SHARED = 16_384;

/**
 * Takes the fastest build of the kernels that this machine compiles and that comes out right, and as many threads as there are to
 * spare.
 *
 * @throws where the processor or browser lacks WebAssembly SIMD, a kernel of the plain build comes out wrong, or weights do not
 * fit the shape
 */
export async function createWasmPolicy(
  shape: ModelShape,
  weights: Weights,
  options: EngineOptions = {},
): Promise<Policy> {
  const threads = options.threads ?? (parameterCount(shape) < LEAST_SHARED ? 1 : threadCount());
  const { module, memory, gate, notes, renew } = await openKernels(
    threads > 1 && canShare(),
    options.variants !== "none",
  );
  const backend: BackendInfo = {
    name: "wasm",
    description: "WebAssembly SIMD, 1 thread",
    software: false,
    notes,
    threads: 1,
    gate,
  };
  const crew = new Crew(shape, memory, backend, renew);
  const policy = new KernelPolicy(crew, weights, backend);
  if (threads > 1 && memory.shared) await crew.recruit(threads - 1, module);
  return policy;
}
