import { describe, expect, it } from "vitest";
import { gateText } from "../../../src/ui/topbar/gateText.ts";

describe("gateText", () => {
  it("says that all is well, and what is in use", () => {
    const gpu = { kernels: 22, milliseconds: 120, compileMilliseconds: 340.2, repaired: [], variants: [] };
    expect(gateText(gpu)[0]).toBe(
      "22 kernels compiled in 340 ms and checked in 120 ms, all of them right on this device.",
    );
    expect(gateText({ kernels: 18, milliseconds: 41.7, repaired: [], variants: [] })).toEqual([
      "18 kernels checked in 42 ms, all of them right on this device.",
      "Only plain kernels are in use.",
    ]);
  });

  it("names every kernel that was repaired, and variants in words", () => {
    const variants = ["relaxed-simd", "subgroups", "f16"];
    expect(gateText({ kernels: 1, milliseconds: 3, repaired: ["matmulNT", "rope"], variants })).toEqual([
      "1 kernel checked in 3 ms.",
      "matmulNT came out wrong on this device and runs as its slower composition.",
      "rope came out wrong on this device and runs as its slower composition.",
      "Variants in use: relaxed SIMD, subgroups, half precision.",
    ]);
  });
});
