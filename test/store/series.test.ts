import { describe, expect, it } from "vitest";
import { SeriesStore } from "../../src/store/series.ts";

const record = (step: number, metrics: Record<string, number>) => ({ step, metrics });

describe("SeriesStore", () => {
  it("grows past its first buffers and keeps each metric's own steps", () => {
    const series = new SeriesStore();
    for (let step = 1; step <= 1_000; step++)
      series.append(record(step, step % 10 === 0 ? { a: step, b: -step } : { a: step }));
    const { steps, values } = series.get("a");
    expect(steps).toHaveLength(1_000);
    expect(values[999]).toBe(1_000);
    expect(Array.from(series.get("b").steps.slice(0, 3))).toEqual([10, 20, 30]);
    expect(series.metrics()).toEqual(["a", "b"]);
    expect(series.lastStep).toBe(1_000);
  });

  it("ignores a step that is not newer and tells nobody", () => {
    const series = new SeriesStore();
    let told = 0;
    series.subscribe(() => told++);
    series.append(record(2, { a: 1 }));
    series.append(record(2, { a: 5 }));
    series.append(record(1, { a: 5 }));
    expect([...series.get("a").values]).toEqual([1]);
    expect(told).toBe(1);
  });

  it("leaves out values that are not finite", () => {
    const series = new SeriesStore();
    series.append(record(1, { a: Number.NaN, b: Number.POSITIVE_INFINITY, c: 1 }));
    expect(series.metrics()).toEqual(["c"]);
  });

  it("replaces everything with one notification and gives the history back", () => {
    const series = new SeriesStore();
    series.append(record(50, { old: 1 }));
    let told = 0;
    const stop = series.subscribe(() => told++);
    const history = [record(1, { a: 1, b: 2 }), record(2, { a: 3 })];
    series.replace(history);
    expect(told).toBe(1);
    expect(series.history()).toEqual(history);
    stop();
    series.append(record(3, { a: 1 }));
    expect(told).toBe(1);
  });
});
