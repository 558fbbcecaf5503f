import { findMismatch, prepareCase, type Prepared } from "../kernels/compare.ts";
import { Rng } from "../../lib/rng.ts";
import type { Gpu } from "./gpu.ts";
import type { GpuKernel } from "./gpuKernel.ts";
import { type CaseOnGpu, freeCase, readCases, uploadCase } from "./runCase.ts";

/** A kernel that must not be used on this device, and what was wrong. */
export interface BrokenKernel {
  name: string;
  why: string;
}

/**
 * Runs the first case of every kernel on the device and compares with its reference. A shader that the device refuses breaks
 * its own kernel alone. One map for all.
 */
export async function checkKernels(gpu: Gpu, kernels: readonly GpuKernel[]): Promise<BrokenKernel[]> {
  const jobs: { kernel: GpuKernel; prepared: Prepared; onGpu: CaseOnGpu; refused: Promise<string | null> }[] = [];
  for (const kernel of kernels) {
    const { spec } = kernel;
    const [problem] = spec.cases;
    if (!problem) throw new Error(`${spec.name}: expected a case for the check at start-up, got none`);
    const prepared = prepareCase(spec, problem, Rng.of(1, "gate", spec.name));
    const onGpu = uploadCase(gpu, prepared);
    gpu.submit();
    gpu.device.pushErrorScope("validation");
    let thrown: string | null = null;
    try {
      kernel.encode(gpu, onGpu.views, problem.scalars);
      gpu.submit();
    } catch (error) {
      if (gpu.failure) throw gpu.failure;
      thrown = error instanceof Error ? error.message : String(error);
    }
    const refused = gpu.device.popErrorScope().then((error) => thrown ?? error?.message ?? null);
    jobs.push({ kernel, prepared, onGpu, refused });
  }
  const results = await readCases(
    gpu,
    jobs.map(({ onGpu }) => onGpu),
  );
  for (const { onGpu } of jobs) freeCase(gpu, onGpu);
  const broken: BrokenKernel[] = [];
  for (const [i, { kernel, prepared, refused }] of jobs.entries()) {
    const why = (await refused) ?? findMismatch(prepared, results[i] ?? {});
    if (why !== null) broken.push({ name: kernel.spec.name, why });
  }
  return broken;
}
