import { describe, expect, it } from "vitest";
import type { BenchResult } from "./benchResult.ts";
import { targets } from "./targets.ts";

const result = (shape: string, over: Partial<BenchResult>): BenchResult => ({
  path: "webgpu",
  op: "update",
  shape,
  rows: 16,
  tokens: 100,
  ours: 100,
  tfjs: 10,
  jax: 20,
  ratio_tfjs: 10,
  ratio_jax: 5,
  reasons: {},
  maps: 1,
  submits: 1,
  dispatches: 1,
  counts: {},
  gflops: 1,
  share_of_peak: 0.3,
  bytes_before: 1,
  bytes_after: 1,
  repetitions: 5,
  ...over,
});

describe("targets", () => {
  it("judges each by the worst shape, and names it", () => {
    const results = [
      result("micro-64", {}),
      result("small-16", { ratio_tfjs: 3 }),
      result("mini-64", { ratio_tfjs: null }),
    ];
    const found = targets(results, [], false).find(
      ({ path, op, what }) => path === "webgpu, hardware" && op === "update" && what.includes("tfjs"),
    );
    expect(found).toMatchObject({ wanted: 4, measured: 3, reached: false, shape: "small-16", best: 10 });
  });

  it("takes the share of the peak at size small alone, and the most maps", () => {
    const results = [
      result("micro-64", { share_of_peak: 0.1 }),
      result("small-16", {}),
      result("micro-64", { op: "sample" }),
      result("small-16", { op: "sample", maps: 3 }),
    ];
    const found = targets(results, [], false);
    expect(found.find(({ path, what }) => path === "webgpu, hardware" && what.includes("peak"))).toMatchObject({
      measured: 0.3,
      reached: true,
    });
    expect(found.find(({ path, what }) => path === "webgpu, hardware" && what.includes("maps"))).toMatchObject({
      measured: 3,
      reached: false,
      shape: "small-16",
    });
  });

  it("leaves the other kind of adapter open, and judges growth both ways for the batch, upward for rollouts", () => {
    const found = targets(
      [result("micro-16", {})],
      [
        { path: "wasm-1", op: "update", what: "batch 64 to 512 rows", factor: 0.8, flops_factor: 1 },
        { path: "wasm-1", op: "sample", what: "answers of unequal length", factor: 0.8, flops_factor: 1 },
        { path: "wasm-1", op: "update", what: "width × 2", factor: 4, flops_factor: 4 },
      ],
      true,
    );
    expect(found.filter(({ path }) => path === "webgpu, hardware").every(({ reached }) => reached === null)).toBe(true);
    const growth = found.filter(
      ({ path, shape, measured }) => path === "wasm-1" && shape === null && measured !== null,
    );
    expect(growth.map(({ reached }) => reached)).toEqual([false, true]);
  });
});
