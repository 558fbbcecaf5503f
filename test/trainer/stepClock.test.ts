import { describe, expect, it } from "vitest";
import type { PolicyTimings } from "../../src/engine/policy.ts";
import { PHASE_METRICS, StepClock } from "../../src/trainer/stepClock.ts";
import { TIMING_METRICS } from "../../src/trainer/stepMetrics.ts";
import { corpusPolicy } from "../support/fakePolicy.ts";

const NONE: PolicyTimings = { prefill: 0, decode: 0, logProbs: 0, forward: 0, backward: 0, optimizer: 0, readBack: 0 };
const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("StepClock", () => {
  it("divides a step's time by phase, without what was before it and what happened at its pause points", async () => {
    const policy = corpusPolicy();
    let timings: PolicyTimings = { ...NONE, decode: 5, backward: 7 };
    policy.timings = () => ({ ...timings });
    const clock = new StepClock(policy);
    timings = { ...timings, decode: 5.01 };
    const waiting = performance.now();
    await clock.pause(async () => {
      timings = { ...timings, decode: 9.01, logProbs: 3 };
      await sleep(60);
    });
    const waited = (performance.now() - waiting) / 1000;
    timings = { ...timings, backward: 7.002 };
    clock.rewarded(0.001);
    await sleep(30);
    const { seconds, metrics } = clock.read();
    expect(metrics["timing/decode"]).toBeCloseTo(0.01, 9);
    expect(metrics["timing/backward"]).toBeCloseTo(0.002, 9);
    expect(metrics["timing/log_probs"]).toBeCloseTo(0, 9);
    expect(metrics["timing/reward"]).toBe(0.001);
    expect(seconds).toBeGreaterThan(0.025);
    expect(waited).toBeGreaterThan(0.055);
    expect(metrics["timing/idle"]).toBeCloseTo(seconds - 0.013, 9);
    expect(Object.keys(metrics).sort()).toEqual([...PHASE_METRICS].sort());
  });

  it("names what depends on the machine", () => {
    expect(TIMING_METRICS).toEqual(expect.arrayContaining([...PHASE_METRICS]));
    expect(PHASE_METRICS.map((name) => name.replace("timing/", "")).sort()).toEqual(
      ["prefill", "decode", "reward", "log_probs", "forward", "backward", "optimizer", "read_back", "idle"].sort(),
    );
  });
});
