import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findMismatch, prepareCase } from "../../../src/engine/kernels/compare.ts";
import { GPU_KERNELS } from "../../../src/engine/kernels/gpuKernels.ts";
import { Gpu } from "../../../src/engine/webgpu/gpu.ts";
import { runCases } from "../../../src/engine/webgpu/runCase.ts";
import { Rng } from "../../../src/lib/rng.ts";
import { installNodeWebgpu } from "../../support/nodeWebgpu.ts";

const missing = await installNodeWebgpu();

/** The parity suite runs the variants for the adapter at hand, here a software one: these are the others, on the same adapter. */
describe.skipIf(missing !== null)(`WGSL kernels as on hardware${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open("hardware");
  });
  afterAll(() => gpu.close());

  it.each(GPU_KERNELS.map((kernel) => [kernel.spec.name, kernel] as const))(
    "%s",
    { timeout: 180_000 },
    async (_, kernel) => {
      const { spec } = kernel;
      const prepared = spec.cases.map((problem) => prepareCase(spec, problem, Rng.of(1, spec.name, problem.name)));
      const results = await runCases(gpu, kernel, prepared);
      prepared.forEach((one, i) => expect(findMismatch(one, results[i] ?? {})).toBeNull());
    },
  );
});
