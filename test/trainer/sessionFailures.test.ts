import { describe, expect, it } from "vitest";
import { CheckpointError } from "../../src/trainer/checkpoint/checkpointError.ts";
import { FetchError } from "../../src/trainer/fetchCheckpoint.ts";
import { curveOf, EVENT, loaded, SESSION_CONFIG, SessionHarness, straightCurve } from "../support/sessionHarness.ts";

describe("a failure", () => {
  const failureOfLoad = async (error: Error): Promise<SessionHarness> => {
    const harness = new SessionHarness();
    harness.loadBase = async () => {
      throw error;
    };
    harness.load();
    await harness.untilStatus("failed");
    return harness;
  };

  it("of the base model: fetch and checkpoint are told apart, and a later load works", async () => {
    const fetching = await failureOfLoad(new FetchError("base.json", "expected status 200, got 404"));
    expect(fetching.of("failure")[0]?.failure).toMatchObject({ kind: "fetch", recoverable: false });
    expect(fetching.of("failure")[0]?.failure.message).toBe("base.json: expected status 200, got 404.");
    const foreign = await failureOfLoad(new CheckpointError("base.json: vocabularyHash", "a", "b"));
    expect(foreign.of("failure")[0]?.failure.kind).toBe("checkpoint");
    const { loadBase } = new SessionHarness();
    fetching.loadBase = loadBase;
    fetching.load();
    await fetching.untilStatus("ready");
  });

  it("of a second load keeps the first run", async () => {
    const harness = await loaded();
    harness.send({ type: "step" });
    await harness.untilStatus("paused");
    harness.createPolicy = () => Promise.reject(new Error("WebGPU: expected an adapter, got none"));
    harness.load({}, { backend: "webgpu" });
    await harness.until("a failure", () => harness.of("failure").length === 1);
    await harness.untilStatus("paused");
    expect(harness.of("failure")[0]?.failure).toMatchObject({ kind: "no-webgpu", recoverable: true });
    harness.send({ type: "step" });
    await harness.untilSteps(2);
    expect(curveOf(harness)).toEqual((await straightCurve(2)).slice(0, 2));
  });

  it("NaN in an update: paused at the last good step, play goes on with the next", async () => {
    const harness = await loaded();
    harness.policy.spoil = (gradients, update) => {
      if (update === 5) gradients.get("model.norm.weight")?.data.fill(Number.NaN);
    };
    harness.send({ type: "play" });
    await harness.until("a failure", () => harness.of("failure").length === 1);
    await harness.untilStatus("paused");
    const [failure] = harness.of("failure");
    expect(failure?.failure).toMatchObject({ kind: "non-finite", recoverable: true });
    expect(failure?.failure.message).toContain("model.norm.weight");
    harness.send({ type: "step" });
    await harness.untilSteps(2);
    expect(harness.of("step").map(({ record }) => record.step)).toEqual([1, 3]);
  });

  it("a replay without the base model is told, and the step that waits is not lost", async () => {
    const harness = await loaded({ referenceEvery: 1 });
    harness.send({ type: "step" });
    await harness.untilStatus("paused");
    const saved = harness.of("saved-state").at(-1)?.saved;
    if (!saved) throw new Error("expected a saved run, got none");
    const second = new SessionHarness();
    second.loadBase = () => Promise.reject(new FetchError("base.json", "no answer"));
    second.load({}, { saved });
    await second.untilStatus("paused");
    second.atUpdate(1, { type: "pause" }, { type: "replay", event: EVENT, samples: 2 });
    second.send({ type: "play" });
    await second.until("a failure", () => second.of("failure").length === 1);
    await second.untilStatus("paused");
    expect(second.of("failure")[0]?.failure).toMatchObject({ kind: "fetch", recoverable: true });
    second.send({ type: "step" });
    await second.untilSteps(1);
    expect(second.of("step")[0]?.record.step).toBe(2);
  });

  it("of a saved run's settings gives way to a new run", async () => {
    const first = await loaded();
    first.send({ type: "step" });
    await first.untilStatus("paused");
    const saved = first.of("saved-state").at(-1)?.saved;
    if (!saved) throw new Error("expected a saved run, got none");
    const second = new SessionHarness();
    second.load({}, { saved: { ...saved, config: { ...saved.config, temperature: 0 } } });
    await second.untilStatus("ready");
    expect(second.of("failure")[0]?.failure).toMatchObject({ kind: "config", recoverable: true });
  });

  it("is no restart that comes while a paused session evaluates: the evaluation is given up", async () => {
    const harness = await loaded({ evalProblems: 100, evalSamples: 8 });
    harness.send({ type: "evaluate" });
    await harness.until("progress", () => harness.of("progress").some(({ phase }) => phase === "evaluating"));
    harness.send({ type: "restart", config: SESSION_CONFIG });
    await harness.until("the new run", () => harness.of("loaded").length === 2);
    await harness.untilStatus("ready");
    expect(harness.of("failure")).toEqual([]);
    expect(harness.of("evaluation")).toEqual([]);
  });
});
