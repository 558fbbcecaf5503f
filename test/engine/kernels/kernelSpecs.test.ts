import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMPOSITIONS } from "../../../src/engine/kernels/compositions.ts";
import { GPU_KERNELS } from "../../../src/engine/kernels/gpuKernels.ts";

const folders = readdirSync(new URL("../../../src/engine/kernels/", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe("kernels", () => {
  it("every folder of a kernel is in the suite, under its own name", () => {
    const names = GPU_KERNELS.map(({ spec }) => spec.name);
    expect([...names].sort()).toEqual([...folders].sort());
  });

  it.each(GPU_KERNELS.map(({ spec }) => [spec.name, spec] as const))(
    "%s has cases, words and a composition",
    (_, spec) => {
      expect(spec.cases.length).toBeGreaterThanOrEqual(3);
      expect(new Set(spec.cases.map(({ name }) => name)).size).toBe(spec.cases.length);
      expect(spec.formula.length).toBeGreaterThan(5);
      expect(spec.tolerance.reason.length).toBeGreaterThan(10);
      expect(COMPOSITIONS.has(spec.name)).toBe(true);
      const { flops, bytes } = spec.work(spec.timing.scalars);
      expect(flops + bytes).toBeGreaterThan(0);
    },
  );
});
