import { describe, expect, it } from "vitest";
import { Rng } from "../../src/lib/rng.ts";
import { sampleDocument } from "../../src/world/corpus.ts";
import { corpusStatistics } from "../../src/world/corpusStatistics.ts";
import { REFLECTION_WORDS } from "../../src/world/vocabulary.ts";

describe("the corpus", () => {
  it("is a function of its seed", () => {
    const documents = (seed: number) =>
      Array.from(
        { length: 50 },
        (
          (rng) => () =>
            sampleDocument(rng)
        )(Rng.of(seed)),
      );
    expect(documents(4)).toEqual(documents(4));
    expect(documents(4)).not.toEqual(documents(5));
  });

  it("fits prompt and response into 16 + 136 tokens and ends every response with one <eos>", () => {
    const rng = Rng.of(8);
    for (let i = 0; i < 2000; i++) {
      const { prompt, response } = sampleDocument(rng);
      expect(prompt.split(" ").length).toBeLessThanOrEqual(16);
      expect(response.split(" ").length).toBeLessThanOrEqual(136);
      expect(response.split(" ").filter((word) => word === "<eos>")).toHaveLength(1);
      expect(response.endsWith("<eos>")).toBe(true);
    }
  });

  it("writes in the language asked for", () => {
    const rng = Rng.of(5);
    const persona = { direct: false, persistence: 0.97 } as const;
    const text = (language: "en" | "zh") =>
      Array.from({ length: 200 }, () => sampleDocument(rng, { persona: { ...persona, language } }).response).join(" ");
    expect(text("en")).not.toMatch(/\p{Script=Han}/u);
    expect(text("zh").replaceAll(/<[^>]*>|\bx\b/g, "")).not.toMatch(/[a-z]/);
  });

  // Reference: 60,000 documents of the prototype that the recipe was measured with.
  it("has the prototype's distribution", () => {
    const s = corpusStatistics(1, 20_000);
    expect(s.direct).toBeCloseTo(0.35, 1.7);
    expect(s.reflection).toBeCloseTo(0.199, 1.7);
    expect(s.meanDocumentLength).toBeGreaterThan(37);
    expect(s.meanDocumentLength).toBeLessThan(38.4);
    expect(s.tagged).toBeCloseTo(0.575, 1.7);
    expect(s.languages.en + s.languages.zh + s.languages.mixed + s.languages.none).toBeCloseTo(1, 9);
    expect(s.languages.zh + s.languages.mixed).toBeCloseTo(0.237, 1.7);
    expect(Object.keys(s.reflectionByWord).sort()).toEqual([...REFLECTION_WORDS].sort());
  });

  it("marks the stubborn writers with reflection words", () => {
    const share = (persistence: number) => {
      const rng = Rng.of(6, persistence);
      const gaps = Array.from({ length: 2000 }, () =>
        sampleDocument(rng, { persona: { direct: false, persistence, language: "en" } }).response.match(
          /wait|hmm|again|;/g,
        ),
      ).flatMap((words) => words ?? []);
      return gaps.filter((word) => word !== ";").length / gaps.length;
    };
    expect(share(0.3)).toBeCloseTo(0.1, 1);
    expect(share(0.75)).toBeCloseTo(0.6, 1);
    expect(share(0.97)).toBeCloseTo(0.8, 1);
  });

  it("refuses to measure nothing", () => {
    expect(() => corpusStatistics(1, 0)).toThrow("expected n ≥ 1, got 0");
  });
});
