import { describe, expect, it } from "vitest";
import { Rng } from "../../../src/lib/rng.ts";
import { candidate, type Candidate } from "../../../src/pipeline/traces/candidate.ts";
import { chaotic, duplicate, format, overlong, perLevel, wrong } from "../../../src/pipeline/traces/filters.ts";
import { SieveRun } from "../../../src/pipeline/traces/sieveRun.ts";
import { sampleDocument } from "../../../src/world/corpus.ts";

/** Documents of all levels and personas. */
const offered: readonly Candidate[] = Array.from({ length: 600 }, (_, i) => {
  const { problem, response } = sampleDocument(Rng.of(i, "sieve"), { world: "four-domains" });
  return candidate(problem, "sampled", response.split(" "));
});
const filters = () => [wrong, format, overlong(60), chaotic, duplicate(), perLevel(20)];

function sieved(candidates = offered): SieveRun {
  const run = new SieveRun("sampled", filters());
  for (const one of candidates) run.offer(one);
  return run;
}

describe("a sieve's run", () => {
  it("accounts for every candidate: entered = Σ took + kept", () => {
    const { result, kept, rejected } = sieved();
    const took = result.filters.reduce((sum, one) => sum + one.took, 0);
    expect(result.entered).toBe(offered.length);
    expect(took + result.kept).toBe(result.entered);
    expect([kept.length, rejected.length]).toEqual([result.kept, took]);
    expect(Object.values(result.keptByLevel).reduce((sum, count) => sum + count, 0)).toBe(result.kept);
    expect(Math.max(...Object.values(result.keptByLevel))).toBeLessThanOrEqual(20);
  });

  it("asks the filters in their order: each candidate is taken by the first that objects", () => {
    const { result } = sieved();
    expect(result.filters.map(({ name }) => name)).toEqual([
      "wrong",
      "format",
      "overlong",
      "chaotic",
      "duplicate",
      "surplus",
    ]);
    const right = offered.filter((one) => wrong.reject(one) === null);
    const formed = right.filter((one) => format.reject(one) === null);
    const short = formed.filter((one) => overlong(60).reject(one) === null);
    expect(result.filters.slice(0, 3).map(({ took }) => took)).toEqual([
      offered.length - right.length,
      right.length - formed.length,
      formed.length - short.length,
    ]);
    expect(short.length).toBeLessThan(formed.length);
  });

  it("says which filter took one, and shows it", () => {
    const run = new SieveRun("reflective", filters());
    const good = offered.find((one) => filters().every(({ reject }) => reject(one) === null)) as Candidate;
    const bad = offered.find((one) => !one.judged.correct) as Candidate;
    expect([run.offer(good), run.offer(bad), run.offer(good)]).toEqual([null, "wrong", "duplicate"]);
    expect(run.result).toMatchObject({
      source: "reflective",
      entered: 3,
      kept: 1,
      keptByLevel: { [good.level]: 1 },
      examples: [{ prompt: good.prompt, response: good.words.join(" ") }],
    });
    expect(run.rejected.map(({ filter }) => filter)).toEqual(["wrong", "duplicate"]);
    expect(run.result.filters[0]?.examples[0]).toMatchObject({
      response: bad.words.join(" "),
      why: expect.any(String),
    });
  });

  it("shows at most 24 of each, spread over all of them, every one with its reason", () => {
    const { result, kept } = sieved();
    const lists = [result.examples, ...result.filters.map(({ examples }) => examples)];
    expect(Math.max(...lists.map(({ length }) => length))).toBe(24);
    for (const { took, examples } of result.filters) {
      expect(examples.length).toBe(Math.min(24, took));
      expect(examples.every(({ why }) => why !== undefined && why !== "")).toBe(true);
      expect(examples.every((one) => !("filter" in one))).toBe(true);
    }
    expect(result.examples[0]?.response).toBe(kept[0]?.words.join(" "));
    const last = kept.findIndex(({ words }) => words.join(" ") === result.examples.at(-1)?.response);
    expect(last).toBeGreaterThan(0.9 * kept.length);
  });

  it("of nothing is all zeros", () => {
    const { result } = sieved([]);
    expect(result).toMatchObject({ entered: 0, kept: 0, keptByLevel: {}, examples: [] });
    expect(result.filters.every(({ took, examples }) => took === 0 && examples.length === 0)).toBe(true);
  });
});
