import { describe, expect, it } from "vitest";
import { sizeShape } from "../../src/engine/model/shape.ts";
import { DEFAULT_CONFIG, parseConfig, type RunConfig } from "../../src/rl/config.ts";
import { assertFits, halved, LONGEST_PROMPT, MemoryError } from "../../src/trainer/memoryError.ts";
import { Rng } from "../../src/lib/rng.ts";
import { LEVELS, promptTokens, sampleProblem } from "../../src/world/tasks/index.ts";

const LARGE: RunConfig = { ...DEFAULT_CONFIG, prompts: 128, groupSize: 64, maxNewTokens: 256, minibatches: 1 };
const small = sizeShape("small", 192);

function refusal(config: RunConfig): MemoryError {
  try {
    assertFits(small, "webgpu", config);
  } catch (error) {
    if (error instanceof MemoryError) return error;
    throw error;
  }
  throw new Error("expected a MemoryError, got none");
}

describe("the memory of a run", () => {
  it("is refused by name, with what it needs, what there is, and settings that fit", () => {
    const error = refusal(LARGE);
    expect(error.need).toBeGreaterThan(error.budget);
    expect(error.message).toMatch(/2,048 MiB on "webgpu", got one that may need [\d,]+ MiB \(128 prompts × 64/);
    const patch = error.patch ?? {};
    const patched = parseConfig({ ...LARGE, ...patch }, "patch");
    expect(() => assertFits(small, "webgpu", patched)).not.toThrow();
    expect(() => assertFits(small, "webgpu", { ...patched, prompts: patched.prompts + 1 })).toThrow(MemoryError);
  });

  it("keeps the minibatches possible, whatever is taken away", () => {
    const shape = { ...small, width: 1024, layers: 12, mlpWidth: 2728 };
    const config = { ...LARGE, prompts: 1, groupSize: 64, minibatches: 64, evalSamples: 1 };
    const halfOf = halved(shape, "wasm", config);
    expect(halfOf).toBeNull();
    expect(halved(sizeShape("nano", 192), "wasm", config)).toEqual({ prompts: 1, groupSize: 32, minibatches: 32 });
    expect(halved(sizeShape("nano", 192), "wasm", { ...config, groupSize: 2, minibatches: 1 })).toBeNull();
  });

  it("lets every preset through on the model that is shipped", () => {
    for (const backend of ["wasm", "webgpu", "tfjs-wasm"] as const)
      expect(() => assertFits(sizeShape("micro", 192), backend, DEFAULT_CONFIG)).not.toThrow();
  });

  it("counts on the longest prompt that there is", () => {
    const rng = Rng.of(1, "longest prompt");
    const lengths = LEVELS.flatMap((level) =>
      Array.from({ length: 500 }, () => promptTokens(sampleProblem(rng, level)).length),
    );
    expect(Math.max(...lengths)).toBe(LONGEST_PROMPT);
  });
});
