import { afterEach, describe, expect, it, vi } from "vitest";
import { createPolicy } from "../../src/engine/createPolicy.ts";
import { probeBackends } from "../../src/engine/probeBackends.ts";
import { testWeights, TINY } from "../support/testWeights.ts";

const weights = testWeights(TINY, 1);

/** An adapter that describes itself and gives no device. */
const fakeGpu = (info: Partial<GPUAdapterInfo>): unknown => ({
  requestAdapter: async () => ({
    info: { vendor: "", architecture: "", device: "", description: "", isFallbackAdapter: false, ...info },
    limits: {},
    features: new Set(),
    requestDevice: async () => {
      throw new Error("no device today");
    },
  }),
});

afterEach(() => vi.unstubAllGlobals());

describe("probeBackends", () => {
  it("says why there is no WebGPU", async () => {
    vi.stubGlobal("navigator", {});
    expect((await probeBackends()).backends.webgpu.missing).toMatch(/does not offer WebGPU/);
    vi.stubGlobal("navigator", { gpu: { requestAdapter: async () => null } });
    expect((await probeBackends()).backends.webgpu.missing).toMatch(/no adapter/);
    vi.stubGlobal("navigator", { gpu: { requestAdapter: () => Promise.reject(new Error("blocked")) } });
    expect((await probeBackends()).backends.webgpu.missing).toMatch(/blocked/);
  });

  it("prefers a GPU, and our own kernels to a software one", async () => {
    vi.stubGlobal("navigator", { gpu: fakeGpu({ vendor: "nvidia", description: "NVIDIA H200" }) });
    const hardware = await probeBackends();
    expect(hardware.backends.webgpu).toEqual({ description: "NVIDIA H200, nvidia", software: false });
    expect(hardware.order[0]).toBe("webgpu");
    for (const info of [
      { architecture: "swiftshader" },
      { device: "llvmpipe (LLVM 15)" },
      { isFallbackAdapter: true },
    ]) {
      vi.stubGlobal("navigator", { gpu: fakeGpu(info) });
      const { backends, order } = await probeBackends();
      expect(backends.webgpu.software).toBe(true);
      expect(order.indexOf("webgpu")).toBeGreaterThan(order.indexOf("wasm"));
    }
  });

  it("asks for SIMD before it offers our kernels", async () => {
    expect((await probeBackends()).backends.wasm).not.toHaveProperty("missing");
    vi.stubGlobal("WebAssembly", { validate: () => false });
    expect((await probeBackends()).backends.wasm.missing).toMatch(/SIMD/);
  });
});

describe("createPolicy", () => {
  it.each(["wasm", "tfjs-wasm"] as const)("opens %s when asked to", async (name) => {
    const policy = await createPolicy(name, TINY, weights);
    expect(policy.backend).toMatchObject({ name, software: false, notes: [] });
    expect(await policy.exportWeights("policy")).toEqual(weights);
    policy.dispose();
  });

  it("names an explicit backend that is not there", async () => {
    vi.stubGlobal("navigator", {});
    await expect(createPolicy("webgpu", TINY, weights)).rejects.toThrow(/"webgpu".*does not offer WebGPU/);
    vi.stubGlobal("navigator", { gpu: fakeGpu({ description: "a GPU" }) });
    await expect(createPolicy("webgpu", TINY, weights)).rejects.toThrow(/no device today/);
  });

  it("falls back to our own kernels and says why", async () => {
    vi.stubGlobal("navigator", { gpu: fakeGpu({ description: "a GPU" }) });
    const broken = await createPolicy("auto", TINY, weights);
    expect(broken.backend.name).toBe("wasm");
    expect(broken.backend.notes.join()).toMatch(/WebGPU is not used: .*no device today/);
    broken.dispose();
    vi.stubGlobal("navigator", { gpu: fakeGpu({ description: "SwiftShader" }) });
    const software = await createPolicy("auto", TINY, weights);
    expect(software.backend.name).toBe("wasm");
    expect(software.backend.notes.join()).toMatch(/software adapter \(SwiftShader/);
    software.dispose();
  });

  it("goes on to TensorFlow.js without SIMD", async () => {
    vi.stubGlobal("navigator", {});
    const validate = vi.spyOn(WebAssembly, "validate").mockReturnValueOnce(false);
    const policy = await createPolicy("auto", TINY, weights);
    validate.mockRestore();
    expect(policy.backend.name).toBe("tfjs-wasm");
    expect(policy.backend.notes).toHaveLength(2);
    policy.dispose();
  });
});
