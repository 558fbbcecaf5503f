import { describe, expect, it } from "vitest";
import { loaded } from "../support/sessionHarness.ts";

describe("a pause that arrives between two steps", () => {
  it("takes effect although no step is there to notice it", async () => {
    const harness = await loaded();
    harness.send({ type: "play" });
    await harness.untilSteps(1);
    // Long enough for the session to end its step, too short for the event loop to take it into the next.
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    harness.send({ type: "pause" });
    await harness.untilStatus("paused");
    expect(harness.of("step")).toHaveLength(1);
    expect(harness.of("saved-state").at(-1)?.saved.step).toBe(1);
    harness.send({ type: "play" });
    await harness.untilSteps(2);
  });
});
