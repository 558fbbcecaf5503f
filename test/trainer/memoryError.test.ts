import { describe, expect, it } from "vitest";
import { sizeShape } from "../../src/engine/model/shape.ts";
import { DEFAULT_CONFIG, parseConfig, type RunConfig } from "../../src/rl/config.ts";
import { assertFits, halved, LONGEST_PROMPT, MemoryError } from "../../src/trainer/memoryError.ts";
import { Rng } from "../../src/lib/rng.ts";
import { LEVELS, promptTokens, sampleProblem } from "../../src/world/tasks/index.ts";

const LARGE: RunConfig = { ...DEFAULT_CONFIG, prompts: 128, groupSize: 64, maxNewTokens: 256, minibatches: 1 };
const small = sizeShape("small", 192);
/** Larger than any model that is shipped. */
const wide = { ...small, width: 448, mlpWidth: 1200 };

function refusal(config: RunConfig): MemoryError {
  try {
    assertFits(wide, "wasm", config);
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
    expect(error.message).toMatch(/1,024 MiB on "wasm", got one that may need [\d,]+ MiB \(128 prompts × 64/);
    // An evaluation's caches alone are too large with answers of this length.
    expect(error.patch?.maxNewTokens).toBeLessThan(LARGE.maxNewTokens);
    const patched = parseConfig({ ...LARGE, ...error.patch }, "patch");
    expect(() => assertFits(wide, "wasm", patched)).not.toThrow();
    expect(() => assertFits(wide, "wasm", { ...patched, prompts: patched.prompts + 1 })).toThrow(MemoryError);
    expect(() => assertFits(wide, "wasm", { ...patched, maxNewTokens: LARGE.maxNewTokens })).toThrow(MemoryError);
  });

  it("takes away no more than it has to", () => {
    const rows = { ...LARGE, maxNewTokens: 128 };
    const { patch } = refusal(rows);
    const { prompts = 0, groupSize = 0 } = patch ?? {};
    expect(patch).toEqual({ prompts, groupSize });
    expect(() => assertFits(wide, "wasm", { ...rows, prompts, groupSize })).not.toThrow();
    for (const more of [
      { prompts: prompts + 1, groupSize },
      { prompts: 1, groupSize: 2 * groupSize },
    ])
      expect(() => assertFits(wide, "wasm", { ...rows, ...more })).toThrow(MemoryError);
  });

  it("keeps the minibatches possible, whatever is taken away", () => {
    const shape = { ...small, width: 1024, layers: 24, mlpWidth: 2728 };
    const config = { ...LARGE, prompts: 1, groupSize: 64, minibatches: 64, evalSamples: 1 };
    const halfOf = halved(shape, "wasm", config);
    expect(halfOf).toBeNull();
    expect(halved(sizeShape("nano", 192), "wasm", config)).toEqual({ prompts: 1, groupSize: 32, minibatches: 32 });
    expect(halved(sizeShape("nano", 192), "wasm", { ...config, groupSize: 2, minibatches: 1 })).toBeNull();
  });

  it("is enough for every preset on the model that is shipped, and on our own engines for every setting of the page", () => {
    for (const backend of ["wasm", "webgpu", "tfjs-wasm"] as const)
      expect(() => assertFits(sizeShape("micro", 192), backend, DEFAULT_CONFIG)).not.toThrow();
    for (const backend of ["wasm", "webgpu"] as const) expect(() => assertFits(small, backend, LARGE)).not.toThrow();
  });

  it("counts on the longest prompt that there is", () => {
    const rng = Rng.of(1, "longest prompt");
    const lengths = LEVELS.flatMap((level) =>
      Array.from({ length: 500 }, () => promptTokens(sampleProblem(rng, level)).length),
    );
    expect(Math.max(...lengths)).toBe(LONGEST_PROMPT);
  });
});
