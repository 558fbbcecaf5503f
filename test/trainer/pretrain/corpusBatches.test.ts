import { describe, expect, it } from "vitest";
import { isHeldOut } from "../../../src/trainer/heldOut.ts";
import { corpusBatches } from "../../../src/trainer/pretrain/corpusBatches.ts";
import { parseProblem } from "../../../src/world/tasks/index.ts";
import { BOS, decode, decodeWords, EOS } from "../../../src/world/vocabulary.ts";

const batches = corpusBatches("two-tasks", 1, 0, 4096);

describe("corpusBatches", () => {
  it("holds a pool of 2048 documents, each scored from its second token on", () => {
    const sequences = batches.flat();
    expect(sequences).toHaveLength(2048);
    for (const { prompt, completion } of sequences) {
      expect(Array.from(prompt)).toEqual([BOS]);
      expect(completion.at(-1)).toBe(EOS);
    }
    const mean = sequences.reduce((sum, { completion }) => sum + completion.length + 1, 0) / 2048;
    expect(mean).toBeGreaterThan(30);
    expect(mean).toBeLessThan(50);
  });

  it("keeps length × rows within the bound, and fills it", () => {
    const sizes = batches.map(
      (batch) => batch.length * Math.max(...batch.map(({ completion }) => completion.length + 1)),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4096);
    expect(sizes.filter((size) => size > 3500).length).toBeGreaterThan(sizes.length / 2);
  });

  it("wastes little on padding and does not go from short to long", () => {
    const lengths = batches.map((batch) => batch.map(({ completion }) => completion.length));
    const real = lengths.flat().reduce((a, b) => a + b, 0);
    const padded = lengths.reduce((sum, batch) => sum + batch.length * Math.max(...batch), 0);
    expect(real / padded).toBeGreaterThan(0.85);
    const means = lengths.map((batch) => batch.reduce((a, b) => a + b, 0) / batch.length);
    expect(means).not.toEqual([...means].sort((a, b) => a - b));
  });

  it("depends on seed and pool alone", () => {
    expect(corpusBatches("two-tasks", 1, 0, 4096)).toEqual(batches);
    expect(corpusBatches("two-tasks", 1, 1, 4096)).not.toEqual(batches);
    expect(corpusBatches("two-tasks", 2, 0, 4096)).not.toEqual(batches);
  });

  it("never shows a held-out problem", () => {
    for (const { completion } of batches.flat()) {
      const words = decodeWords(completion);
      const prompt = decode(completion.subarray(0, words.indexOf("assistant") + 2));
      expect(isHeldOut(parseProblem(prompt))).toBe(false);
    }
  });
});
