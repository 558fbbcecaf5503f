import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AhaEvent } from "../../../src/protocol/messages.ts";
import { axisSteps, marksPath, nearestMark, timelineMarks } from "../../../src/ui/aha/timelineGeometry.ts";
import { timelineKey } from "../../../src/ui/aha/timelineKeys.ts";
import { completionView } from "../../support/completionView.ts";

const PROBLEM = { task: "equation", a: 5, b: 9, c: 34 } as const;
const { tokens, text, behaviour } = completionView(
  PROBLEM,
  "<think> try 6 : 5 * 6 = 30 + 9 = 39 high hmm try 5 : 5 * 5 = 25 + 9 = 34 yes </think> <answer> 5 </answer> <eos>",
);
const aha = (step: number, row: number): AhaEvent => ({
  id: `${step}.${row}`,
  step,
  problem: PROBLEM,
  prompt: "prompt",
  level: "equation",
  tokens,
  text,
  behaviour,
});

describe("timelineMarks", () => {
  it("stays inside the axis, in order, and inside each step's own width", () => {
    const counts = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 200, max: 1600 }), (perStep, width) => {
        const ahas = perStep.flatMap((n, i) => Array.from({ length: n }, (_, row) => aha(i + 1, row)));
        const marks = timelineMarks(ahas, perStep.length, width, 40);
        marks.forEach(({ x, height }, i) => {
          const step = ahas[i]?.step ?? 0;
          expect(x).toBeGreaterThan(((step - 1) * width) / perStep.length - 1e-9);
          expect(x).toBeLessThan((step * width) / perStep.length);
          expect(height).toBeLessThanOrEqual(40);
          if (i > 0) expect(x).toBeGreaterThan(marks[i - 1]?.x ?? 0);
        });
      }),
      { seed: 6, numRuns: 40 },
    );
  });

  it("draws all marks as one path", () => {
    expect(
      marksPath(
        [
          { x: 1, height: 10 },
          { x: 2.25, height: 5 },
        ],
        46,
      ),
    ).toBe("M1.0 46v-10.0M2.3 46v-5.0");
  });
});

describe("nearestMark", () => {
  it("agrees with a search through all of them", () => {
    const places = fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 40 });
    fc.assert(
      fc.property(places, fc.integer({ min: -20, max: 520 }), (xs, x) => {
        const marks = xs.sort((a, b) => a - b).map((at) => ({ x: at, height: 1 }));
        const found = marks[nearestMark(marks, x)];
        const least = Math.min(...marks.map((mark) => Math.abs(mark.x - x)));
        expect(found ? Math.abs(found.x - x) : Infinity).toBe(least);
      }),
      { seed: 7 },
    );
  });
});

describe("timelineKey", () => {
  it("moves by one, by ten and to the ends, and starts from either side", () => {
    expect(timelineKey("ArrowRight", -1, 30)).toBe(0);
    expect(timelineKey("ArrowLeft", -1, 30)).toBe(29);
    expect(timelineKey("ArrowRight", 29, 30)).toBe(29);
    expect(timelineKey("PageUp", 4, 30)).toBe(14);
    expect(timelineKey("PageDown", 4, 30)).toBe(0);
    expect([timelineKey("Home", 9, 30), timelineKey("End", 9, 30)]).toEqual([0, 29]);
    expect(timelineKey("x", 9, 30)).toBeNull();
    expect(timelineKey("Home", -1, 0)).toBeNull();
  });
});

describe("axisSteps", () => {
  it("names round steps and always both ends", () => {
    expect(axisSteps(100)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(axisSteps(30, 3)).toEqual([0, 10, 20, 30]);
    expect(axisSteps(1)).toEqual([0, 1]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (last) => {
        const steps = axisSteps(last);
        expect([steps[0], steps.at(-1)]).toEqual([0, last]);
        expect(steps.length).toBeLessThanOrEqual(8);
      }),
      { seed: 8 },
    );
  });
});
