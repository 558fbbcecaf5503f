import { VOCABULARY } from "../../src/world/vocabulary.ts";
import { describe, expect, it } from "vitest";
import {
  curveOf,
  EVENT,
  fakeCheckpoint,
  loaded,
  SESSION_CONFIG,
  SessionHarness,
  straightCurve,
} from "../support/sessionHarness.ts";

describe("loading and playing", () => {
  it("loads, plays to the budget, saves, and says so in order", async () => {
    const harness = await loaded({ steps: 2 });
    expect(harness.of("loaded")[0]).toMatchObject({
      step: 0,
      shape: { vocabSize: VOCABULARY.length },
      backend: { name: "cpu" },
    });
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(harness.of("status").map(({ status }) => status)).toEqual(["loading", "ready", "playing", "finished"]);
    expect(harness.of("step").map(({ record }) => record.step)).toEqual([1, 2]);
    expect(harness.of("step")[0]?.groups.length).toBeGreaterThan(0);
    expect(harness.of("saved-state").at(-1)?.saved).toMatchObject({ step: 2, version: 1 });
    expect(harness.of("progress").some(({ phase }) => phase === "updating" || phase === "sampling")).toBe(true);
  });

  it("after the budget, play means as many steps again", async () => {
    const harness = await loaded({ steps: 2 });
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    harness.send({ type: "play" });
    await harness.untilSteps(4);
    await harness.untilStatus("finished");
    expect(harness.of("step")).toHaveLength(4);
  });

  it("keeps commands that come before the load is through, in order", async () => {
    const harness = new SessionHarness();
    harness.send({ type: "play" });
    harness.load({ steps: 3 });
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(harness.of("step")).toHaveLength(3);

    const other = new SessionHarness();
    other.load();
    other.send({ type: "play" }, { type: "pause" }, { type: "save" });
    await other.until("a save", () => other.of("saved-state").length === 1);
    expect(other.of("step")).toHaveLength(0);
  });

  it("lets a play that comes during a second load wait for the run that it brings", async () => {
    const harness = await loaded({ steps: 4 });
    harness.loadBase = async () => {
      await new Promise((resolve) => setTimeout(resolve, 40));
      return fakeCheckpoint();
    };
    harness.load({ steps: 2, seed: 9 });
    await harness.untilStatus("loading");
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(curveOf(harness)).toEqual(await straightCurve(2, { seed: 9 }));
  });

  it("makes exactly one step on step", async () => {
    const harness = await loaded();
    harness.send({ type: "step" });
    await harness.untilStatus("paused");
    expect(harness.of("step")).toHaveLength(1);
    harness.send({ type: "step" });
    await harness.untilSteps(2);
    await harness.untilStatus("paused");
    expect(harness.of("step")).toHaveLength(2);
    expect(curveOf(harness)).toEqual((await straightCurve(3)).slice(0, 2));
  });
});

describe("pausing inside a step", () => {
  it("waits there and resumes the same step with the same result", async () => {
    const harness = await loaded();
    harness.atUpdate(SESSION_CONFIG.minibatches + 2, { type: "pause" });
    harness.send({ type: "play" });
    await harness.untilStatus("paused");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(harness.policy.updates).toBe(SESSION_CONFIG.minibatches + 2);
    expect(harness.of("step")).toHaveLength(1);
    expect(
      harness
        .of("status")
        .map(({ status }) => status)
        .slice(-3),
    ).toEqual(["playing", "pausing", "paused"]);
    // What is saved is the run after its last whole step.
    expect(harness.of("saved-state").at(-1)?.saved.step).toBe(1);
    harness.send({ type: "step" });
    await harness.untilSteps(2);
    await harness.untilStatus("paused");
    expect(curveOf(harness)).toEqual((await straightCurve(2)).slice(0, 2));
  });

  it("answers evaluate, replay and save while it waits, without changing the step", async () => {
    const harness = await loaded();
    harness.atUpdate(1, { type: "pause" });
    harness.send({ type: "play" });
    await harness.untilStatus("paused");
    harness.send({ type: "evaluate" }, { type: "replay", event: EVENT, samples: 3 }, { type: "save" });
    await harness.until("a save", () => harness.of("saved-state").length === 1);
    expect(harness.of("evaluation")[0]?.evaluation.step).toBe(0);
    expect(harness.of("replay")[0]?.replay).toMatchObject({ id: "3.7" });
    expect(harness.of("replay")[0]?.replay.attempts).toHaveLength(3);
    expect(harness.status).toBe("paused");
    harness.send({ type: "step" });
    await harness.untilSteps(1);
    expect(curveOf(harness)).toEqual((await straightCurve(2)).slice(0, 1));
  });
});

describe("restart", () => {
  it("in the middle of a step gives the step up and begins anew: the same curve again", async () => {
    const harness = await loaded({ steps: 2 });
    const restart = { type: "restart", config: { ...SESSION_CONFIG, steps: 2 } } as const;
    harness.atUpdate(SESSION_CONFIG.minibatches + 1, restart, { type: "play" });
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    const curve = curveOf(harness);
    expect(harness.of("loaded").map(({ step }) => step)).toEqual([0, 0]);
    expect(curve).toHaveLength(3);
    expect(curve[1]).toEqual(curve[0]);
    expect(curve.slice(1)).toEqual(await straightCurve(2));
  });

  it("works from a pause inside a step, and takes the new config", async () => {
    const harness = await loaded();
    harness.atUpdate(1, { type: "pause" });
    harness.send({ type: "play" });
    await harness.untilStatus("paused");
    harness.send({ type: "restart", config: { ...SESSION_CONFIG, seed: 5 } });
    await harness.untilStatus("ready");
    harness.send({ type: "step" });
    await harness.untilSteps(1);
    expect(harness.of("loaded").at(-1)?.config.seed).toBe(5);
    expect(curveOf(harness)).toEqual((await straightCurve(2, { seed: 5 })).slice(0, 1));
  });

  it("refuses a config out of range and keeps the run", async () => {
    const harness = await loaded();
    harness.send({ type: "step" });
    await harness.untilStatus("paused");
    harness.send({ type: "restart", config: { ...SESSION_CONFIG, groupSize: 1 } });
    await harness.until("a failure", () => harness.of("failure").length === 1);
    expect(harness.of("failure")[0]?.failure).toMatchObject({ kind: "config", recoverable: true });
    expect(harness.of("failure")[0]?.failure.message).toContain("groupSize");
    await harness.untilStatus("paused");
    harness.send({ type: "step" });
    await harness.untilSteps(2);
    expect(curveOf(harness)).toEqual((await straightCurve(2)).slice(0, 2));
  });
});

describe("evaluation", () => {
  it("of the base model comes after the first step, then every n steps, and does not disturb the run", async () => {
    const harness = await loaded({ steps: 4, evalEvery: 2, referenceEvery: 1 });
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    const order = harness.messages.flatMap((m) =>
      m.type === "step"
        ? [`step ${m.record.step}`]
        : m.type === "evaluation"
          ? [`evaluation ${m.evaluation.step}`]
          : [],
    );
    expect(order).toEqual(["step 1", "evaluation 0", "step 2", "evaluation 2", "step 3", "step 4", "evaluation 4"]);
    expect(curveOf(harness)).toEqual(await straightCurve(4, { referenceEvery: 1 }));
    const base = new SessionHarness();
    base.load({ evalEvery: 2 });
    base.send({ type: "evaluate" });
    await base.until("an evaluation", () => base.of("evaluation").length === 1);
    expect(harness.of("evaluation")[0]?.evaluation).toEqual(base.of("evaluation")[0]?.evaluation);
    expect(
      harness
        .of("saved-state")
        .at(-1)
        ?.saved.evaluations.map(({ step }) => step),
    ).toEqual([0, 2, 4]);
  });

  it("can be paused and gone on with", async () => {
    const harness = await loaded({ steps: 1, evalEvery: 1, evalProblems: 200, evalSamples: 4 });
    harness.send({ type: "play" });
    await harness.untilSteps(1);
    harness.send({ type: "pause" });
    await harness.untilStatus("paused");
    expect(harness.of("evaluation")).toHaveLength(0);
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(harness.of("evaluation")).toHaveLength(2);
  });
});

describe("saving and resuming", () => {
  it("autosaves every n steps and on pause", async () => {
    const harness = await loaded({ steps: 5, saveEvery: 2 });
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(harness.of("saved-state").map(({ saved }) => saved.step)).toEqual([2, 4, 5]);
    expect(harness.of("saved-state").every(({ saved }) => saved.weights.length > 0)).toBe(true);
  });

  it("goes on from a saved run as if it had never stopped", async () => {
    const first = await loaded({ steps: 4, referenceEvery: 2 });
    for (let i = 1; i <= 3; i++) {
      first.send({ type: "step" });
      await first.untilSteps(i);
      await first.untilStatus("paused");
    }
    const saved = first.of("saved-state").at(-1)?.saved;
    if (!saved) throw new Error("expected a saved run, got none");
    const second = new SessionHarness();
    second.load({}, { saved });
    await second.untilStatus("paused");
    expect(second.of("loaded")[0]).toMatchObject({ step: 3, config: { referenceEvery: 2 } });
    expect(second.of("restored")[0]?.history.map(({ step }) => step)).toEqual([1, 2, 3]);
    second.send({ type: "step" });
    await second.untilSteps(1);
    const straight = await straightCurve(4, { referenceEvery: 2 });
    expect(curveOf(second)).toEqual(straight.slice(3));
  });

  it("a broken saved run gives way to a new one, with a word about it", async () => {
    const first = await loaded();
    first.send({ type: "step" });
    await first.untilStatus("paused");
    const saved = first.of("saved-state").at(-1)?.saved;
    if (!saved) throw new Error("expected a saved run, got none");
    const second = new SessionHarness();
    second.load({}, { saved: { ...saved, optimizer: saved.optimizer.slice(0, 50) } });
    await second.untilStatus("ready");
    expect(second.of("failure")[0]?.failure).toMatchObject({ kind: "checkpoint", recoverable: true });
    expect(second.of("loaded")[0]?.step).toBe(0);
  });

  it("replays on the base model even when the reference has moved on", async () => {
    const harness = await loaded({ referenceEvery: 1, learningRate: 0.01 });
    harness.send({ type: "replay", event: EVENT, samples: 6 });
    await harness.until("a replay", () => harness.of("replay").length === 1);
    harness.send({ type: "step" });
    await harness.untilStatus("paused");
    const reference = await harness.policy.exportWeights("reference");
    harness.send({ type: "replay", event: EVENT, samples: 6 });
    await harness.until("a replay", () => harness.of("replay").length === 2);
    expect(harness.of("replay")[1]).toEqual(harness.of("replay")[0]);
    expect(await harness.policy.exportWeights("reference")).toEqual(reference);
  });
});
