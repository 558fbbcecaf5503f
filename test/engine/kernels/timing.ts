import type { Gpu } from "../../../src/engine/webgpu/gpu.ts";
import type { GpuKernel } from "../../../src/engine/webgpu/gpuKernel.ts";
import { freeCase, uploadCase } from "../../../src/engine/webgpu/runCase.ts";
import { Rng } from "../../../src/lib/rng.ts";

/** One run of a kernel on its timing case. */
export interface KernelTiming {
  name: string;
  /** What was run, in the words of the case. */
  problem: string;
  milliseconds: number;
  gflops: number;
  /** Bytes that have to be read and written at least, by time. */
  gbPerSecond: number;
}

const REPEATS = 5;
/** A wait for the device costs up to a millisecond: so much work is put between two waits. */
const LEAST_MILLISECONDS = 40;
const MOST_RUNS = 50;

/** Kernels one after another on the timing cases of their specs, on inputs of a fixed seed: medians of 5, after a warm-up. */
export async function timeKernels(gpu: Gpu, kernels: readonly GpuKernel[]): Promise<KernelTiming[]> {
  const timings: KernelTiming[] = [];
  for (const { spec, encode } of kernels) {
    const { timing } = spec;
    const inputs = timing.make(Rng.of(1, "timing", spec.name));
    const onGpu = uploadCase(gpu, { spec, problem: timing, inputs, wanted: {} });
    const run = async (runs: number): Promise<number> => {
      const start = performance.now();
      for (let i = 0; i < runs; i++) encode(gpu, onGpu.views, timing.scalars);
      await gpu.finished();
      return (performance.now() - start) / runs;
    };
    await run(1);
    const runs = Math.min(MOST_RUNS, Math.max(1, Math.ceil(LEAST_MILLISECONDS / (await run(1)))));
    const taken: number[] = [];
    for (let i = 0; i < REPEATS; i++) taken.push(await run(runs));
    taken.sort((a, b) => a - b);
    const milliseconds = taken[(REPEATS - 1) / 2] ?? Number.NaN;
    freeCase(gpu, onGpu);
    const { flops, bytes } = spec.work(timing.scalars);
    timings.push({
      name: spec.name,
      problem: timing.name,
      milliseconds,
      gflops: flops / milliseconds / 1e6,
      gbPerSecond: bytes / milliseconds / 1e6,
    });
  }
  return timings;
}
