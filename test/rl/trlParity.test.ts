import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { objectiveCases } from "../../src/cli/objectiveCases.ts";

const file = "test/fixtures/trl_grpo_vectors.json";
const fixture: {
  cases: Record<string, { loss: number; grad: number[][]; metrics: Record<string, number> }>;
} = JSON.parse(readFileSync(file, "utf8"));
const results = objectiveCases(fixture, file);

describe("TRL's own loss, float64", () => {
  it("is compared on all its cases", () => {
    expect(Object.keys(fixture.cases)).toHaveLength(18);
    expect(Object.keys(results)).toEqual(Object.keys(fixture.cases));
  });

  it.each(Object.keys(fixture.cases))("%s: loss, gradient and metrics agree to 1e-6", (name) => {
    const expected = fixture.cases[name];
    const got = results[name];
    if (!expected || !got) throw new Error(`no case ${name}`);
    expect(Math.abs(got.loss - expected.loss)).toBeLessThan(1e-6);
    expect(got.grad.map((row) => row.length)).toEqual(expected.grad.map((row) => row.length));
    expected.grad.forEach((row, b) =>
      row.forEach((value, t) =>
        expect(Math.abs((got.grad[b]?.[t] ?? Number.NaN) - value), `grad ${b} ${t}`).toBeLessThan(1e-6),
      ),
    );
    expect(Object.keys(got.metrics).toSorted()).toEqual(Object.keys(expected.metrics).toSorted());
    for (const [metric, value] of Object.entries(expected.metrics)) {
      expect(Math.abs((got.metrics[metric] ?? Number.NaN) - value), metric).toBeLessThan(1e-6);
    }
  });
});
