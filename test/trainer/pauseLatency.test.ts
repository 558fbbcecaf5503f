import { describe, expect, it } from "vitest";
import { curveOf, loaded, type SessionHarness, straightCurve } from "../support/sessionHarness.ts";

/** Sends a pause in the middle of the n-th rollout, and counts what the rollouts were told. */
function pauseInRollout(harness: SessionHarness, n: number): { cut: number; rollouts: number } {
  const { policy } = harness;
  const sample = policy.sample.bind(policy);
  const seen = { cut: 0, rollouts: 0 };
  policy.sample = (prompts, groupSize, options) => {
    const here = ++seen.rollouts;
    let going = true;
    return sample(prompts, groupSize, {
      ...options,
      onProgress: (tokens) => {
        if (here === n) harness.send({ type: "pause" });
        const goOn = options.onProgress?.(tokens);
        if (goOn === false && going) seen.cut++;
        going &&= goOn !== false;
        return goOn;
      },
    });
  };
  return seen;
}

describe("a pause while sampling", () => {
  it("ends the rollout at once, and play does it again: the same curve", async () => {
    const harness = await loaded({ steps: 3 });
    const seen = pauseInRollout(harness, 2);
    harness.send({ type: "play" });
    await harness.untilStatus("paused");
    expect(seen).toEqual({ cut: 1, rollouts: 2 });
    expect(harness.of("step")).toHaveLength(1);
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(seen.rollouts).toBe(4);
    expect(curveOf(harness)).toEqual(await straightCurve(3));
  });

  it("of an evaluation, too: its scores are the same", async () => {
    const config = { steps: 1, evalEvery: 1, evalProblems: 8, evalSamples: 2 };
    const straight = await loaded(config);
    straight.send({ type: "play" });
    await straight.untilStatus("finished");
    const harness = await loaded(config);
    const seen = pauseInRollout(harness, 2);
    harness.send({ type: "play" });
    await harness.untilStatus("paused");
    expect(seen.cut).toBe(1);
    expect(harness.of("evaluation")).toEqual([]);
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(harness.of("evaluation")).toEqual(straight.of("evaluation"));
  });

  it("does not cut an evaluation that was asked for while the run pauses", async () => {
    const harness = await loaded({ evalProblems: 8, evalSamples: 2 });
    const seen = pauseInRollout(harness, 1);
    harness.send({ type: "evaluate" });
    await harness.until("an evaluation", () => harness.of("evaluation").length === 1);
    expect(seen).toEqual({ cut: 0, rollouts: 1 });
  });
});
