import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StageClock, type StagePlan } from "../../src/pipeline/progress.ts";
import type { StageProgress } from "../../src/protocol/pipeline.ts";

const PLAN: StagePlan = [
  { part: "a", cost: 100 },
  { part: "b", cost: 300 },
  { part: "c", cost: 0 },
  { part: "d", cost: 600 },
];

/** A clock whose time and messages are at hand. */
function started(costAfter = 0, plan = PLAN) {
  const told: StageProgress[] = [];
  const time = { ms: 5000 };
  const clock = new StageClock(
    "zero",
    plan,
    () => time.ms,
    costAfter,
    (progress) => told.push(progress),
  );
  /** Some milliseconds later. */
  const at = (ms: number, fraction: number): StageProgress => {
    time.ms += ms;
    clock.at(fraction, "…");
    return told.at(-1) as StageProgress;
  };
  return { clock, told, at };
}

describe("a stage's progress", () => {
  it("weighs the parts by their cost", () => {
    const { clock, at } = started();
    clock.begin("a");
    expect(at(1, 0.5)).toMatchObject({ stage: "zero", part: "a", fraction: 0.05, message: "…" });
    clock.begin("b");
    expect(at(1, 0).fraction).toBeCloseTo(0.1, 12);
    expect(at(1, 1).fraction).toBeCloseTo(0.4, 12);
    clock.begin("d");
    expect(at(1, 0.5)).toMatchObject({ part: "d", fraction: 0.7 });
    expect(at(1, 7).fraction).toBe(1);
  });

  it("never goes backwards, whatever is said within a part", () => {
    const moves = fc.array(fc.tuple(fc.nat(PLAN.length - 1), fc.array(fc.double({ min: 0, max: 1.2, noNaN: true }))));
    fc.assert(
      fc.property(moves, (parts) => {
        const { clock, told, at } = started();
        for (const [index, fractions] of [...parts].sort(([a], [b]) => a - b)) {
          const before = told.at(-1)?.part;
          const { part } = PLAN[index] as StagePlan[number];
          if (part !== before) clock.begin(part);
          for (const fraction of fractions) at(10, fraction);
        }
        const fractions = told.map(({ fraction }) => fraction);
        expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
        expect(fractions.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true);
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  it("takes the time left from the pace, and the stages after at the same pace", () => {
    const { clock, at } = started(500);
    clock.begin("a");
    expect(at(0, 0)).toMatchObject({ stageEta: null, totalEta: null });
    // A tenth of 1000 in ten seconds: 0.1 s each, 900 and 1400 to go.
    const { stageEta, totalEta } = at(10_000, 1);
    expect(stageEta).toBeCloseTo(90, 9);
    expect(totalEta).toBeCloseTo(140, 9);
    clock.begin("b");
    expect(at(10_000, 1 / 3).stageEta).toBeCloseTo(80, 9);
  });

  it("says nothing of the time left before it has moved", () => {
    const { clock, at } = started();
    clock.begin("a");
    at(0, 0);
    expect(at(60_000, 0.04).stageEta).toBeNull();
    expect(at(1000, 0.06).stageEta).not.toBeNull();
  });

  it("takes no pace from what was done before it was resumed", () => {
    const { clock, at } = started();
    clock.begin("a");
    clock.begin("b");
    clock.begin("c");
    clock.begin("d");
    // Half of the last part stood in the store; reading it took a minute.
    expect(at(60_000, 0.5)).toMatchObject({ fraction: 0.7, stageEta: null });
    expect(at(20_000, 0.75).stageEta).toBeCloseTo(20, 9);
  });

  it("hands on a step's record", () => {
    const told: StageProgress[] = [];
    const clock = new StageClock(
      "zero",
      PLAN,
      () => 0,
      0,
      (progress) => told.push(progress),
    );
    clock.begin("a");
    const record = { step: 1, metrics: { reward: 1 } };
    clock.at(0.1, "step 1", record);
    clock.at(0.2, "between");
    expect(told[0]?.record).toEqual(record);
    expect(told[1]).not.toHaveProperty("record");
  });

  it("names a part that is not in the plan", () => {
    expect(() => started().clock.begin("z")).toThrow("stage zero: expected a part of its plan, got z");
  });
});
