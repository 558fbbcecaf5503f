import { findMismatch, prepareCase } from "../kernels/compare.ts";
import { Rng } from "../../lib/rng.ts";
import type { Gpu } from "./gpu.ts";
import type { GpuKernel } from "./gpuKernel.ts";
import { freeCase, readCases, uploadCase } from "./runCase.ts";

/** A kernel that must not be used on this device, and what was wrong. */
interface BrokenKernel {
  name: string;
  why: string;
}

export interface KernelFindings {
  broken: BrokenKernel[];
  /** Of making the cases, running and comparing. */
  milliseconds: number;
  /** Of compiling shaders before that, which rollouts and updates would else have to do. */
  compileMilliseconds: number;
}

/**
 * Runs the first case of every kernel on the device and compares with its reference. A shader that the device refuses breaks
 * its own kernel alone. One map for all.
 */
export async function checkKernels(gpu: Gpu, kernels: readonly GpuKernel[]): Promise<KernelFindings> {
  const start = performance.now();
  const jobs = kernels.map((kernel) => {
    const { spec } = kernel;
    const [problem] = spec.cases;
    if (!problem) throw new Error(`${spec.name}: expected a case for the check at start-up, got none`);
    const prepared = prepareCase(spec, problem, Rng.of(1, "gate", spec.name));
    const onGpu = uploadCase(gpu, prepared);
    const encode = (): void => kernel.encode(gpu, onGpu.views, problem.scalars);
    return { name: spec.name, prepared, onGpu, encode };
  });
  const preparing = performance.now() - start;
  await gpu.compileFor(() => {
    for (const { encode } of jobs) attempt(encode);
  });
  const checkStart = performance.now();
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
  const end = performance.now();
  return { broken, milliseconds: preparing + end - checkStart, compileMilliseconds: checkStart - start - preparing };
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
