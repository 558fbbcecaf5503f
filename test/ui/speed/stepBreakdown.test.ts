import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SeriesStore } from "../../../src/store/series.ts";
import { secondsText } from "../../../src/ui/speed/secondsText.ts";
import { stepBreakdown } from "../../../src/ui/speed/stepBreakdown.ts";
import { TIME_PARTS } from "../../../src/ui/speed/timeParts.ts";

const breakdownOf = (history: Record<string, number>[]) => {
  const series = new SeriesStore();
  history.forEach((metrics, i) => series.append({ step: i + 1, metrics }));
  return stepBreakdown((metric) => series.get(metric));
};

describe("stepBreakdown", () => {
  it("is null where nothing was measured", () => {
    expect(breakdownOf([])).toBeNull();
    expect(breakdownOf([{ reward: 1, step_time: 2 }])).toBeNull();
    expect(breakdownOf([{ "timing/decode": 0, "timing/idle": 0 }])).toBeNull();
  });

  it("is the mean of the last five steps, in the order of the step, without what took no time", () => {
    const slow = { "timing/decode": 100, "timing/backward": 100 };
    const step = (decode: number) => ({ "timing/backward": 3, "timing/decode": decode, "timing/read_back": 0 });
    const found = breakdownOf([slow, slow, step(1), step(2), step(1), step(0), step(1)]);
    expect(found).toMatchObject({ steps: 5, total: 4 });
    expect(found?.parts.map(({ name, seconds, share }) => [name, seconds, share])).toEqual([
      ["decode", 1, 0.25],
      ["backward", 3, 0.75],
    ]);
  });

  it("counts a part that a step lacks as 0 seconds in it", () => {
    const found = breakdownOf([{ "timing/decode": 1, "timing/reward": 1 }, { "timing/decode": 1 }]);
    expect(found?.parts.map(({ name, seconds }) => [name, seconds])).toEqual([
      ["decode", 1],
      ["reward", 0.5],
    ]);
  });

  it("has shares that add up to 1 and seconds that add up to the total", () => {
    const record = fc.record(
      Object.fromEntries(TIME_PARTS.map(({ metric }) => [metric, fc.double({ min: 1e-6, max: 1e3, noNaN: true })])),
    );
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 12 }), (history) => {
        const found = breakdownOf(history);
        const sum = (key: "share" | "seconds") => found?.parts.reduce((total, part) => total + part[key], 0);
        expect(sum("share")).toBeCloseTo(1);
        expect(sum("seconds")).toBeCloseTo(found?.total ?? Number.NaN);
      }),
    );
  });
});

describe("secondsText", () => {
  it.each([
    [123.4, "123 s"],
    [12.34, "12.3 s"],
    [1.844, "1.84 s"],
    [0.9996, "1.00 s"],
    [0.9994, "999 ms"],
    [0.0462, "46 ms"],
    [0.0031, "3.1 ms"],
  ])("%d s is %s", (seconds, text) => expect(secondsText(seconds)).toBe(text));
});
