import { findMismatch, prepareCase } from "../kernels/compare.ts";
import { Rng } from "../../lib/rng.ts";
import type { Gpu } from "./gpu.ts";
import type { GpuKernel } from "./gpuKernel.ts";
import { freeCase, readCases, uploadCase } from "./runCase.ts";

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
  const jobs = kernels.map((kernel) => {
    const { spec } = kernel;
    const [problem] = spec.cases;
    if (!problem) throw new Error(`${spec.name}: expected a case for the check at start-up, got none`);
    const prepared = prepareCase(spec, problem, Rng.of(1, "gate", spec.name));
    const onGpu = uploadCase(gpu, prepared);
    const encode = (): void => kernel.encode(gpu, onGpu.views, problem.scalars);
    return { name: spec.name, prepared, onGpu, encode };
  });
  // A GPU's driver compiles on threads of its own; a software adapter shares ours, and only loses by it (measured on SwiftShader).
  if (!gpu.software) {
    await gpu.compileFor(() => {
      for (const { encode } of jobs) attempt(encode);
    });
  }
  const refused: Promise<string | null>[] = [];
  for (const { encode } of jobs) {
    // Each in a submit of its own: one that the device refuses spoils no other.
    gpu.device.pushErrorScope("validation");
    const thrown = attempt(() => {
      encode();
      gpu.submit();
    });
    if (gpu.failure) throw gpu.failure;
    refused.push(gpu.device.popErrorScope().then((error) => thrown ?? error?.message ?? null));
  }
  const results = await readCases(
    gpu,
    jobs.map(({ onGpu }) => onGpu),
  );
  for (const { onGpu } of jobs) freeCase(gpu, onGpu);
  const broken: BrokenKernel[] = [];
  for (const [i, { name, prepared }] of jobs.entries()) {
    const why = (await refused[i]) ?? findMismatch(prepared, results[i] ?? {});
    if (why !== null) broken.push({ name, why });
  }
  return broken;
}

/** @returns what was thrown, in words */
function attempt(body: () => void): string | null {
  try {
    body();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
