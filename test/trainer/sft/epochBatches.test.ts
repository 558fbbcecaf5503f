import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import { cutBatches, type ItemSize } from "../../../src/trainer/sft/cutBatches.ts";
import { epochBatches } from "../../../src/trainer/sft/epochBatches.ts";

const rng = Rng.of(5, "sizes");
const sizes: ItemSize[] = Array.from({ length: 3000 }, () => ({ rows: 1, tokens: rng.int(10, 150) }));
const tokensOf = (index: number): number => sizes[index]?.tokens ?? NaN;

describe("epochBatches", () => {
  const batches = epochBatches(sizes, 1, 0, 4096);

  it("holds every example once, across pools", () => {
    expect(batches.flat().sort((a, b) => a - b)).toEqual([...sizes.keys()]);
  });

  it("keeps length × rows within the bound, fills it, and wastes little on padding", () => {
    const padded = batches.map((batch) => batch.length * Math.max(...batch.map(tokensOf)));
    expect(Math.max(...padded)).toBeLessThanOrEqual(4096);
    expect(padded.filter((size) => size > 3700).length).toBeGreaterThan(padded.length / 2);
    const real = sizes.reduce((sum, { tokens }) => sum + tokens, 0);
    expect(real / padded.reduce((a, b) => a + b, 0)).toBeGreaterThan(0.9);
  });

  it("does not go from short to long", () => {
    const longest = batches.map((batch) => Math.max(...batch.map(tokensOf)));
    expect(longest).not.toEqual([...longest].sort((a, b) => a - b));
  });

  it("depends on seed and epoch alone", () => {
    expect(epochBatches(sizes, 1, 0, 4096)).toEqual(batches);
    expect(epochBatches(sizes, 1, 1, 4096)).not.toEqual(batches);
    expect(epochBatches(sizes, 2, 0, 4096)).not.toEqual(batches);
  });
});

describe("cutBatches", () => {
  it("counts the rows of an example, and lets one that is too large stand alone", () => {
    const items = [9, 2, 3, 30, 3].map((tokens) => ({ rows: 2, tokens }));
    expect(cutBatches([0, 1, 2, 3, 4], items, 20)).toEqual([[1, 2, 4], [0], [3]]);
    expect(cutBatches([], items, 20)).toEqual([]);
  });
});
