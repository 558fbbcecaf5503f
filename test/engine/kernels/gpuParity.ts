import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findMismatch, prepareCase } from "../../../src/engine/kernels/compare.ts";
import { GPU_KERNELS } from "../../../src/engine/kernels/gpuKernels.ts";
import { Gpu } from "../../../src/engine/webgpu/gpu.ts";
import { openRepair } from "../../../src/engine/webgpu/repair.ts";
import { freeCase, readCases, runCases, uploadCase } from "../../../src/engine/webgpu/runCase.ts";
import { Rng } from "../../../src/lib/rng.ts";

/**
 * Every WGSL kernel on every one of its cases against its float64 loops, on the adapter at hand.
 *
 * @param missing why there is no WebGPU here: the suite is then skipped and says so
 */
export function gpuParity(where: string, missing: string | null): void {
  const why = missing === null ? "" : ` (skipped: ${missing}; the browser suite has it)`;
  describe.skipIf(missing !== null)(`WGSL kernels in ${where}${why}`, { timeout: 60_000 }, () => {
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await Gpu.open();
    });
    afterAll(() => gpu.close());

    for (const kernel of GPU_KERNELS) {
      const { spec } = kernel;
      it(`${spec.name}: ${spec.formula}`, async () => {
        const prepared = spec.cases.map((problem) => prepareCase(spec, problem, Rng.of(1, spec.name, problem.name)));
        const results = await runCases(gpu, kernel, prepared);
        prepared.forEach((one, i) => expect(findMismatch(one, results[i] ?? {})).toBeNull());
      });

      it(`${spec.name} as its composition on the same device`, async () => {
        const repair = await openRepair(gpu, [spec.name]);
        const composition = repair.compositions.get(spec.name);
        if (!composition) throw new Error(`expected a composition of ${spec.name}, got none`);
        // Stock operations take a second a dispatch on a software adapter: their other cases run on tfjs's own backends.
        const [problem] = spec.cases;
        if (!problem) throw new Error(`expected a case of ${spec.name}, got none`);
        const prepared = prepareCase(spec, problem, Rng.of(1, spec.name, problem.name));
        const onGpu = uploadCase(gpu, prepared);
        repair.run(composition, onGpu.views, problem.scalars);
        const [got] = await readCases(gpu, [onGpu]);
        expect(findMismatch(prepared, got ?? {})).toBeNull();
        freeCase(gpu, onGpu);
      });
    }
  });
}
