import { GPU_KERNELS } from "../kernels/gpuKernels.ts";
import type { GateReport, ModelShape, Weights } from "../policy.ts";
import { checkKernels, type KernelFindings } from "./checkKernels.ts";
import { Gpu } from "./gpu.ts";
import { KernelRunner } from "./kernelRunner.ts";
import { WebgpuPolicy } from "./webgpuPolicy.ts";

export interface WebgpuOptions {
  /** Kernels to run as their compositions whatever the check says: for diagnosis and for testing the repair itself. */
  replace?: readonly string[];
  /** Room for activations that are kept for a backward pass; a batch that needs more is cut. */
  keepBytes?: number;
}

/** By adapter: a policy made again after a loss of the device need not check again. */
const remembered = new Map<string, KernelFindings>();

async function check(gpu: Gpu): Promise<KernelFindings> {
  const findings = remembered.get(gpu.description) ?? (await checkKernels(gpu, GPU_KERNELS));
  remembered.set(gpu.description, findings);
  return findings;
}

/**
 * A policy on a device of our own, once every kernel has been checked on it. A kernel that comes out wrong is replaced by its
 * composition and named in `backend.gate` and `backend.notes`.
 *
 * @throws Error where there is no adapter, the device is lost meanwhile, or weights do not fit the shape
 */
export async function createWebgpuPolicy(
  shape: ModelShape,
  weights: Weights,
  options: WebgpuOptions = {},
): Promise<WebgpuPolicy> {
  const gpu = await Gpu.open();
  try {
    const { broken, milliseconds, compileMilliseconds } = await check(gpu);
    const gate: GateReport = {
      kernels: GPU_KERNELS.length,
      milliseconds,
      compileMilliseconds,
      repaired: [...new Set([...broken.map(({ name }) => name), ...(options.replace ?? [])])],
      variants: [],
    };
    const repair = gate.repaired.length > 0 ? await (await import("./repair.ts")).openRepair(gpu, gate.repaired) : null;
    const policy = new WebgpuPolicy(shape, new KernelRunner(gpu, repair), gate, weights, options.keepBytes);
    for (const { why } of broken) policy.backend.notes.push(`A kernel is replaced by its composition: ${why}.`);
    await policy.prepare();
    // A device that was lost meanwhile fails here, and not in the first rollout.
    await gpu.read([gpu.scratch("alive", 16)]);
    return policy;
  } catch (error) {
    gpu.close();
    throw gpu.failure ?? error;
  }
}
