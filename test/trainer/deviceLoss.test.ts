import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/engine/policy.ts";
import type { Evaluation } from "../../src/protocol/messages.ts";
import { base, breakAt, LOST, type Method, slowHarness } from "../support/breakPolicy.ts";
import { curveOf, EVENT, loaded, SESSION_CONFIG, SessionHarness, straightCurve } from "../support/sessionHarness.ts";

const evaluationsOf = (harness: SessionHarness): Evaluation[] =>
  harness.of("evaluation").map(({ evaluation }) => evaluation);

describe("a lost device", () => {
  it.each<[Method, number, string]>([
    ["sample", 1, "sampling"],
    ["forward", 3, "updating"],
    ["backward", 2, "updating"],
    ["optimizerStep", 3, "updating"],
    ["exportWeights", 1, "saving"],
    ["exportOptimizer", 1, "saving"],
  ])("in %s, call %i: the same step is done again on another, and nothing stops", async (method, call, activity) => {
    const harness = await loaded({ steps: 3 });
    harness.send({ type: "step" });
    await harness.untilStatus("paused");
    const { policy } = harness;
    breakAt(policy, method, call);
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(harness.of("failure")).toEqual([]);
    expect(curveOf(harness)).toEqual(await straightCurve(3));
    expect(policy.disposed).toBe(true);
    expect(harness.policies).toHaveLength(2);
    const [recovered] = harness.of("recovered");
    expect(recovered?.recovery).toMatchObject({ kind: "device-lost", activity, step: 1, losses: 1 });
    expect(recovered?.recovery.message).toMatch(/^The GPU was lost .*step 2\b.*\. Everything up to step 1 is kept/);
    expect(harness.of("status").map(({ status }) => status)).not.toContain("failed");
  });

  it("in the first step, before anything was ever read back from it", async () => {
    const harness = await loaded({ steps: 2 });
    breakAt(harness.policy, "sample", 1);
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(curveOf(harness)).toEqual(await straightCurve(2));
    expect(harness.of("recovered")[0]?.recovery.step).toBe(0);
  });

  it("in an evaluation that is due: it is not left out, and the reference is what it was", async () => {
    const config = { steps: 3, evalEvery: 1, referenceEvery: 1, evalProblems: 8, evalSamples: 2 };
    const straight = slowHarness();
    straight.load(config);
    straight.send({ type: "play" });
    await straight.untilStatus("finished");
    for (const call of [2, 3]) {
      const harness = slowHarness();
      harness.load(config);
      await harness.untilStatus("ready");
      // One sample is the step's; then the base model in the slot "reference"; then the policy's own.
      breakAt(harness.policy, "sample", call);
      harness.send({ type: "play" });
      await harness.untilStatus("finished");
      expect(harness.of("recovered").map(({ recovery }) => recovery.activity)).toEqual(["evaluating"]);
      expect(evaluationsOf(harness)).toEqual(evaluationsOf(straight));
      expect(curveOf(harness)).toEqual(curveOf(straight));
    }
  });

  it("while the base model lies in the slot of a reference that has moved on", async () => {
    const harness = await loaded({ referenceEvery: 1, steps: 4 });
    harness.send({ type: "step" });
    await harness.untilStatus("paused");
    breakAt(harness.policy, "sample", 1);
    harness.send({ type: "replay", event: EVENT, samples: 3 });
    await harness.until("a replay", () => harness.of("replay").length === 1);
    expect(harness.of("recovered")[0]?.recovery.activity).toBe("replaying");
    expect(harness.status).toBe("paused");
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(curveOf(harness)).toEqual(await straightCurve(4, { referenceEvery: 1 }));
  });

  it("in a job inside a step: the job is done all the same, and so is the step, from its beginning", async () => {
    const harness = await loaded({ steps: 2 });
    harness.atUpdate(1, { type: "pause" });
    harness.send({ type: "play" });
    await harness.untilStatus("paused");
    breakAt(harness.policy, "sample", 1);
    harness.send({ type: "evaluate" }, { type: "save" });
    await harness.until("an evaluation", () => harness.of("evaluation").length === 1);
    await harness.until("a save", () => harness.of("saved-state").length === 1);
    await harness.untilStatus("paused");
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(curveOf(harness)).toEqual(await straightCurve(2));
    expect(harness.of("failure")).toEqual([]);
  });

  it("leaves a pause that was asked for meanwhile in force", async () => {
    const harness = await loaded();
    const { policy } = harness;
    harness.atUpdate(2, { type: "pause" });
    const { spoil } = policy;
    policy.spoil = (gradients, update) => {
      spoil?.(gradients, update);
      if (update === 2) throw new Error(LOST);
    };
    harness.send({ type: "play" });
    await harness.until("a recovery", () => harness.of("recovered").length === 1);
    await harness.untilStatus("paused");
    expect(harness.of("step")).toEqual([]);
    harness.send({ type: "step" });
    await harness.untilSteps(1);
    expect(curveOf(harness)).toEqual((await straightCurve(1)).slice(0, 1));
  });

  it("during start-up: load and restart are tried again by themselves", async () => {
    const harness = new SessionHarness();
    let losses = 2;
    harness.createPolicy = () => (losses-- > 0 ? Promise.reject(new Error(LOST)) : null);
    harness.load({ steps: 2 }, { backend: "webgpu" });
    await harness.untilStatus("ready");
    expect(harness.of("recovered")[0]?.recovery).toMatchObject({ activity: "starting", losses: 2, step: 0 });
    breakAt(harness.policy, "importWeights", 2);
    harness.send({ type: "restart", config: { ...SESSION_CONFIG, steps: 2, seed: 4 } });
    await harness.until("the new run", () => harness.of("loaded").length === 2);
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(harness.of("failure")).toEqual([]);
    expect(curveOf(harness)).toEqual(await straightCurve(2, { seed: 4 }));
  });

  it("waits between attempts where no device is to be had, and takes what there is where the choice was left open", async () => {
    const harness = await loaded({ steps: 2 });
    breakAt(harness.policy, "sample", 1);
    const asked: string[] = [];
    harness.createPolicy = (backend) => {
      asked.push(backend);
      return backend === "auto" ? null : Promise.reject(new Error("WebGPU: expected an adapter, got none"));
    };
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(asked).toEqual(["cpu", "cpu", "cpu", "auto"]);
    expect(harness.waits).toEqual([500, 2000]);
    expect(curveOf(harness)).toEqual(await straightCurve(2));
  });

  it("with no other to be had: the run is kept and saved, says so, and goes on later", async () => {
    const harness = new SessionHarness();
    harness.load({ steps: 2 }, { backend: "webgpu" });
    await harness.untilStatus("ready");
    harness.send({ type: "step" });
    await harness.untilStatus("paused");
    breakAt(harness.policy, "sample", 1);
    harness.createPolicy = () => Promise.reject(new Error("WebGPU: expected an adapter, got none"));
    harness.send({ type: "play" });
    await harness.until("a failure", () => harness.of("failure").length === 1);
    await harness.untilStatus("paused");
    expect(harness.of("failure")[0]?.failure).toMatchObject({ kind: "device-lost", recoverable: true });
    expect(harness.of("failure")[0]?.failure.message).toContain("No other device could be had");
    expect(harness.of("saved-state").at(-1)?.saved.step).toBe(1);
    harness.createPolicy = () => null;
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(curveOf(harness)).toEqual(await straightCurve(2));
  });

  it("is mended by a restart, too", async () => {
    const harness = await loaded();
    breakAt(harness.policy, "backward", 1);
    harness.createPolicy = () => Promise.reject(new Error("no adapter"));
    harness.send({ type: "play" });
    await harness.until("a failure", () => harness.of("failure").length === 1);
    harness.createPolicy = () => null;
    harness.send({ type: "restart", config: SESSION_CONFIG }, { type: "step" });
    await harness.untilSteps(1);
    expect(curveOf(harness)).toEqual((await straightCurve(1)).slice(0, 1));
  });

  it("twenty times in one run: the curve and every evaluation equal the undisturbed one", async () => {
    const config = { steps: 12, evalEvery: 3, referenceEvery: 4, evalProblems: 8, evalSamples: 2, saveEvery: 1 };
    const straight = slowHarness();
    straight.load(config);
    straight.send({ type: "play" });
    await straight.untilStatus("finished");

    const places: [Method, number][] = [
      ["sample", 1],
      ["backward", 2],
      ["exportOptimizer", 1],
      ["sample", 2],
      ["importWeights", 1],
    ];
    let losses = 0;
    const harness = slowHarness();
    const armed = async (): Promise<Policy> => {
      const policy = await base();
      const place = places[losses % places.length];
      if (place && losses++ < 20) breakAt(policy, ...place);
      return policy;
    };
    harness.createPolicy = armed;
    harness.load(config);
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(losses).toBeGreaterThan(20);
    expect(harness.of("failure")).toEqual([]);
    expect(curveOf(harness)).toEqual(curveOf(straight));
    expect(evaluationsOf(harness)).toEqual(evaluationsOf(straight));
    expect(harness.of("saved-state").at(-1)?.saved.weights).toEqual(straight.of("saved-state").at(-1)?.saved.weights);
  });
});
