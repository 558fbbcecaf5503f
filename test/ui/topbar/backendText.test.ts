import { describe, expect, it } from "vitest";
import type { BackendInfo } from "../../../src/engine/policy.ts";
import { chipText, fullText } from "../../../src/ui/topbar/backendText.ts";

const info = (more: Partial<BackendInfo>): BackendInfo => ({
  name: "wasm",
  description: "WebAssembly SIMD, 2 threads",
  software: false,
  notes: [],
  ...more,
});

describe("chipText", () => {
  it("says what computes, and whether it is software", () => {
    expect(chipText(info({}))).toBe("WebAssembly SIMD, 2 threads");
    expect(chipText(info({ name: "webgpu", description: "Apple M2" }))).toBe("WebGPU, Apple M2");
    expect(chipText(info({ name: "webgpu", description: "SwiftShader", software: true }))).toBe(
      "WebGPU, SwiftShader, software adapter",
    );
    expect(chipText(info({ name: "cpu", description: "" }))).toBe("CPU, plain JavaScript");
  });

  it("says that kernels were repaired", () => {
    const gate = { kernels: 18, milliseconds: 40, variants: [] };
    expect(chipText(info({ gate: { ...gate, repaired: [] } }))).toBe("WebAssembly SIMD, 2 threads");
    expect(chipText(info({ gate: { ...gate, repaired: ["rope"] } }))).toMatch(/, 1 kernel repaired$/);
  });
});

describe("fullText", () => {
  it("names the backend once", () => {
    expect(fullText(info({}))).toBe("WebAssembly SIMD, 2 threads");
    expect(fullText(info({ name: "webgpu", description: "Apple M2" }))).toBe("WebGPU: Apple M2");
  });
});
