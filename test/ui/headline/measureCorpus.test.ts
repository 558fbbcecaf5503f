import { describe, expect, it } from "vitest";
import type { CorpusStatistics } from "../../../src/world/corpusStatistics.ts";
import { corpusStatistics } from "../../../src/world/corpusStatistics.ts";
import { measureCorpus, merged } from "../../../src/ui/headline/measureCorpus.ts";

describe("measureCorpus", () => {
  it("tells after every slice and ends when nobody listens", async () => {
    const told: CorpusStatistics[] = [];
    await measureCorpus((soFar) => told.push(soFar) < 3, 2_000);
    expect(told.map(({ documents }) => documents)).toEqual([250, 500, 750]);
    expect(told.at(-1)!.reflection).toBeGreaterThan(0.05);
  });
});

describe("merged", () => {
  it("weights each part by its documents", () => {
    const a = corpusStatistics(1, 30);
    const b = corpusStatistics(2, 90);
    const both = merged(a, b);
    expect(both.documents).toBe(120);
    expect(both.reflection).toBeCloseTo(0.25 * a.reflection + 0.75 * b.reflection);
    expect(both.languages.zh).toBeCloseTo(0.25 * a.languages.zh + 0.75 * b.languages.zh);
    const { en, zh, mixed, none } = both.languages;
    expect(en + zh + mixed + none).toBeCloseTo(1);
  });
});
