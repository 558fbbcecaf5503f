import { expect, it } from "vitest";
import { gradNormGpu } from "../../../src/engine/kernels/gradNorm/wgsl.ts";
import { Gpu } from "../../../src/engine/webgpu/gpu.ts";
import { installNodeWebgpu } from "../../support/nodeWebgpu.ts";
import { timeKernels } from "./timing.ts";

const missing = await installNodeWebgpu();

it.skipIf(missing !== null)("timing gives a kernel's rate and leaves no buffer", async () => {
  const gpu = await Gpu.open();
  await timeKernels(gpu, [gradNormGpu]);
  const before = gpu.bytes;
  const timings = await timeKernels(gpu, [gradNormGpu]);
  expect(gpu.bytes).toBe(before);
  expect(timings).toMatchObject([{ name: "gradNorm", problem: "micro's parameters" }]);
  for (const { milliseconds, gflops, gbPerSecond } of timings) {
    expect(milliseconds).toBeGreaterThan(0);
    // Two operations and four bytes a value.
    expect(gbPerSecond / gflops).toBeCloseTo(2, 6);
  }
  gpu.close();
});
