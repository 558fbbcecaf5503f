import { describe, expect, it } from "vitest";
import type { FromWorker, ToWorker } from "../../src/protocol/messages.ts";
import { curveOf, loaded, SESSION_CONFIG, SessionHarness, straightCurve } from "../support/sessionHarness.ts";

describe("revive", () => {
  it("moves a run that goes well to another backend and goes on", async () => {
    const harness = await loaded({ steps: 3 });
    const revive: ToWorker = { type: "revive", backend: "wasm" };
    harness.atUpdate(SESSION_CONFIG.minibatches + 1, revive);
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(curveOf(harness)).toEqual(await straightCurve(3));
    expect(statusesOf(harness.messages)).toEqual([
      "loading",
      "ready",
      "playing",
      "loading",
      "paused",
      "playing",
      "finished",
    ]);
  });

  it("leaves a paused run paused, and refuses settings out of range", async () => {
    const harness = await loaded({ steps: 3 });
    harness.send({ type: "step" });
    await harness.untilStatus("paused");
    harness.send({ type: "revive", patch: { groupSize: 1 } });
    await harness.until("a failure", () => harness.of("failure").length === 1);
    expect(harness.of("failure")[0]?.failure.kind).toBe("config");
    await harness.untilStatus("paused");
    harness.send({ type: "revive" });
    await harness.until("a new policy", () => harness.of("loaded").length === 2);
    await harness.untilStatus("paused");
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(curveOf(harness)).toEqual(await straightCurve(3));
  });

  it("tries a load that failed again, with settings that fit", async () => {
    const harness = new SessionHarness();
    harness.createPolicy = () => Promise.reject(new Error("The GPU device was lost"));
    harness.now = () => 0;
    harness.load({ steps: 1 }, { backend: "webgpu" });
    await harness.untilStatus("failed");
    const offer = harness.of("failure")[0]?.failure.offer;
    expect(offer?.command).toEqual({ type: "revive", backend: "wasm" });
    harness.createPolicy = () => null;
    harness.send(offer?.command ?? { type: "pause" }, { type: "play" });
    await harness.untilStatus("finished");
    expect(curveOf(harness)).toEqual(await straightCurve(1));
  });
});

const statusesOf = (messages: readonly FromWorker[]): string[] =>
  messages.flatMap((message) => (message.type === "status" ? [message.status] : []));
