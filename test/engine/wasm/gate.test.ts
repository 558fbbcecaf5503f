import { beforeAll, describe, expect, it } from "vitest";
import { ADAPTERS } from "../../../src/engine/wasm/gate/adapters.ts";
import { gateKernels, mismatchOf } from "../../../src/engine/wasm/gate/gateKernels.ts";
import { compileKernels, hasRelaxedSimd } from "../../../src/engine/wasm/kernelModule.ts";
import type { Kernels } from "../../../src/engine/wasm/kernels.ts";
import { LinearMemory } from "../../../src/engine/wasm/linearMemory.ts";
import { openKernels } from "../../../src/engine/wasm/openKernels.ts";
import { createWasmPolicy } from "../../../src/engine/wasm/wasmPolicy.ts";
import { testWeights, TINY } from "../../support/testWeights.ts";

const BUILDS = [
  { relaxed: false, shared: false },
  { relaxed: false, shared: true },
  { relaxed: true, shared: false },
  { relaxed: true, shared: true },
];

const open = async (build: { relaxed: boolean; shared: boolean }): Promise<LinearMemory> =>
  LinearMemory.create(await compileKernels(build), build.shared);

describe.each(BUILDS)("kernels against their specs, relaxed $relaxed, shared $shared", (build) => {
  let memory: LinearMemory;
  beforeAll(async () => {
    if (!hasRelaxedSimd()) throw new Error("expected a Node that compiles relaxed SIMD");
    memory = await open(build);
  });
  for (const adapter of ADAPTERS) {
    const { spec, fits } = adapter;
    const fitting = spec.cases.filter(({ scalars }) => fits(scalars));
    it.each(fitting.map((problem) => [problem.name, problem] as const))(`${spec.name}: %s`, (_, problem) => {
      const before = memory.mark();
      expect(mismatchOf(memory, adapter, problem)).toBeNull();
      expect(memory.mark()).toBe(before);
    });
  }
});

describe("gate", () => {
  /** The kernels with some replaced by others. */
  const spoilt = async (replaced: (k: Kernels) => Partial<Kernels>): Promise<LinearMemory> => {
    const good = await open({ relaxed: false, shared: false });
    return new LinearMemory(good.memory, { ...good.kernels, ...replaced(good.kernels) });
  };

  it("finds nothing in sound kernels", async () => {
    expect(gateKernels(await open({ relaxed: true, shared: false }), ADAPTERS)).toEqual([]);
  });

  it.each<[string, (k: Kernels) => Partial<Kernels>, string[]]>([
    ["a norm that does nothing", () => ({ rmsNorm: () => {} }), ["rmsNorm"]],
    ["a square root too far", (k) => ({ sumOfSquares: (n, x) => Math.sqrt(k.sumOfSquares(n, x)) }), ["gradNorm"]],
    ["an eps for another", (k) => ({ rmsNorm: (n, D, _eps, ...more) => k.rmsNorm(n, D, 1e-2, ...more) }), ["rmsNorm"]],
    ["attention that forgets", () => ({ attentionDecode: () => {} }), ["decodeAttention"]],
    [
      "a turn the wrong way",
      (k) => ({ rope: (...a) => k.rope(...(a.with(8, -1) as typeof a)) }),
      ["rope", "decodeAttention"],
    ],
    [
      "a sampler of another step",
      (k) => ({ sampleTokens: (...a) => k.sampleTokens(...(a.with(7, 9) as typeof a)) }),
      ["drawTokens"],
    ],
    ["optimiser without decay", (k) => ({ adamw: (...a) => k.adamw(...(a.with(10, 0) as typeof a)) }), ["adamW"]],
  ])("names the kernel: %s", async (_, replaced, names) => {
    expect(gateKernels(await spoilt(replaced), ADAPTERS).map(({ name }) => name)).toEqual(names);
  });

  it("gives up relaxed SIMD where a kernel comes out wrong with it, and says so", async () => {
    let asked = 0;
    const { gate, notes, memory } = await openKernels(false, true, () =>
      asked++ === 0 ? [{ name: "swiglu", why: "for the test" }] : [],
    );
    expect(asked).toBe(2);
    expect(gate).toMatchObject({ repaired: ["swiglu"], variants: [] });
    expect(notes).toEqual(["Relaxed SIMD is not used: swiglu came out wrong with it."]);
    expect(gateKernels(memory, ADAPTERS)).toEqual([]);
  });

  it("refuses to open where the plain build fails too, naming the kernel", async () => {
    const bad = (): { name: string; why: string }[] => [{ name: "rope", why: "rope, back: qkv[0]: expected 1, got 2" }];
    await expect(openKernels(false, true, bad)).rejects.toThrow(/wasm kernels: expected right results, got rope, back/);
  });

  it("is reported by the policy, with and without variants", async () => {
    const policy = await createWasmPolicy(TINY, testWeights(TINY, 1));
    expect(policy.backend.gate).toMatchObject({ kernels: ADAPTERS.length, repaired: [], variants: ["relaxed-simd"] });
    expect(policy.backend.gate?.milliseconds).toBeGreaterThan(0);
    policy.dispose();
    const plain = await createWasmPolicy(TINY, testWeights(TINY, 1), { variants: "none" });
    expect(plain.backend.gate?.variants).toEqual([]);
    plain.dispose();
  });
});
