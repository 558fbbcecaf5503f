import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/engine/policy.ts";
import type { Evaluation, FromWorker, ToWorker } from "../../src/protocol/messages.ts";
import { NonFiniteError } from "../../src/trainer/nonFiniteError.ts";
import { corpusPolicy, FakePolicy } from "../support/fakePolicy.ts";
import { curveOf, EVENT, loaded, SESSION_CONFIG, SessionHarness, straightCurve } from "../support/sessionHarness.ts";

type Method =
  | "sample"
  | "forward"
  | "backward"
  | "optimizerStep"
  | "exportWeights"
  | "exportOptimizer"
  | "importWeights";

const LOST = "webgpu: the GPU device was lost: destroyed by the test";
const MEMORY = "webgpu: the GPU is out of memory";

/** From the n-th call of a method on, everything that this policy is asked for fails, as on a device that is gone. */
function breakAt(policy: FakePolicy, method: Method, n: number, message = LOST): void {
  const methods: Method[] = [
    "sample",
    "forward",
    "backward",
    "optimizerStep",
    "exportWeights",
    "exportOptimizer",
    "importWeights",
  ];
  let calls = 0;
  let broken = false;
  for (const name of methods) {
    const own: (...args: never[]) => Promise<unknown> = policy[name].bind(policy);
    Object.assign(policy, {
      [name]: async (...args: never[]) => {
        if (name === method && ++calls >= n) broken = true;
        if (broken) throw new Error(message);
        return own(...args);
      },
    });
  }
}

/** A session whose clock runs `pace` milliseconds a question, so that losses lie as far apart as a test wants. */
function slowHarness(pace = 61_000): SessionHarness {
  const harness = new SessionHarness();
  let time = 0;
  harness.now = () => (time += pace);
  return harness;
}

const evaluationsOf = (harness: SessionHarness): Evaluation[] =>
  harness.of("evaluation").map(({ evaluation }) => evaluation);

async function base(): Promise<FakePolicy> {
  const { shape } = corpusPolicy();
  return new FakePolicy(shape, await corpusPolicy().exportWeights("policy"));
}

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

describe("when it does not stop", () => {
  const lossy = (harness: SessionHarness, method: Method, call: number, message: string): void => {
    harness.createPolicy = async () => {
      const policy = await base();
      breakAt(policy, method, call, message);
      return policy;
    };
  };

  it("three losses within a minute end it, and it goes on on the CPU from the same state", async () => {
    const harness = await webgpuRun({ steps: 3 });
    harness.now = () => 5_000;
    breakAt(harness.policy, "backward", 1);
    harness.createPolicy = async (backend) => {
      const policy = await base();
      if (backend !== "wasm") breakAt(policy, "sample", 1);
      return named(policy, backend === "wasm" ? "wasm" : "webgpu");
    };
    harness.send({ type: "play" });
    await harness.until("a failure", () => harness.of("failure").length === 1);
    await harness.untilStatus("paused");
    expect(harness.of("recovered")).toHaveLength(2);
    expect(harness.of("failure")[0]?.failure).toMatchObject({ kind: "device-lost", recoverable: true });
    expect(harness.of("saved-state").at(-1)?.saved.step).toBe(1);
    const offer = harness.of("failure")[0]?.failure.offer;
    expect(offer).toEqual({ label: "Go on on the CPU", command: { type: "revive", backend: "wasm" } });
    harness.send(offer?.command ?? { type: "pause" });
    await harness.untilStatus("finished");
    expect(harness.of("loaded").at(-1)).toMatchObject({ step: 1, backend: { name: "wasm" } });
    expect(curveOf(harness)).toEqual(await straightCurve(3));
  });

  it("three losses over more than a minute do not end it", async () => {
    const harness = slowHarness(15_000);
    harness.load({ steps: 6 });
    await harness.untilStatus("ready");
    let left = 5;
    breakAt(harness.policy, "backward", 2);
    harness.createPolicy = async () => {
      const policy = await base();
      if (left-- > 0) breakAt(policy, "backward", SESSION_CONFIG.minibatches + 1);
      return policy;
    };
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(harness.of("recovered")).toHaveLength(6);
    expect(curveOf(harness)).toEqual(await straightCurve(6));
  });

  it("a device that is lost at the same place every time ends it, however slowly", async () => {
    const harness = slowHarness();
    harness.load();
    await harness.untilStatus("ready");
    breakAt(harness.policy, "backward", 1);
    lossy(harness, "backward", 1, LOST);
    harness.send({ type: "play" });
    await harness.until("a failure", () => harness.of("failure").length === 1);
    expect(harness.of("recovered")).toHaveLength(2);
  });

  it("out of memory: once more from anew; at the same place again it stops and offers half, which works", async () => {
    const harness = slowHarness();
    harness.load({ steps: 2 });
    await harness.untilStatus("ready");
    breakAt(harness.policy, "forward", 1, MEMORY);
    lossy(harness, "forward", 1, MEMORY);
    harness.send({ type: "play" });
    await harness.until("a failure", () => harness.of("failure").length === 1);
    expect(harness.of("recovered").map(({ recovery }) => recovery.kind)).toEqual(["out-of-memory"]);
    const failure = harness.of("failure")[0]?.failure;
    expect(failure).toMatchObject({ kind: "out-of-memory", recoverable: true });
    expect(failure?.offer).toEqual({
      label: "Use 1 prompt × 4",
      command: { type: "revive", patch: { prompts: 1, groupSize: 4 } },
    });
    harness.createPolicy = () => null;
    harness.send(failure?.offer?.command ?? { type: "pause" });
    await harness.untilStatus("finished");
    expect(harness.of("loaded").at(-1)?.config).toMatchObject({ prompts: 1, groupSize: 4 });
    expect(harness.of("step")).toHaveLength(2);
  });

  it("out of memory in two different places is cured twice", async () => {
    const harness = slowHarness();
    harness.load({ steps: 2 });
    await harness.untilStatus("ready");
    breakAt(harness.policy, "sample", 1, MEMORY);
    const next: [Method, number][] = [["forward", 1]];
    harness.createPolicy = async () => {
      const policy = await base();
      const place = next.shift();
      if (place) breakAt(policy, ...place, MEMORY);
      return policy;
    };
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(harness.of("recovered").map(({ recovery }) => recovery.activity)).toEqual(["sampling", "updating"]);
    expect(curveOf(harness)).toEqual(await straightCurve(2));
  });

  it("an error without a name is tried once more on a GPU, and told at once on the CPU", async () => {
    const gpu = await webgpuRun({ steps: 2 });
    breakAt(gpu.policy, "backward", 1, "Cannot read properties of undefined");
    gpu.createPolicy = async () => named(await base(), "webgpu");
    gpu.send({ type: "play" });
    await gpu.untilStatus("finished");
    expect(gpu.of("recovered")[0]?.recovery.kind).toBe("internal");

    const cpu = await loaded({ steps: 2 });
    breakAt(cpu.policy, "backward", 1, "Cannot read properties of undefined");
    cpu.send({ type: "play" });
    await cpu.until("a failure", () => cpu.of("failure").length === 1);
    expect(cpu.of("recovered")).toEqual([]);
  });

  it("a value that is not finite is no device loss", async () => {
    const harness = await webgpuRun({ steps: 2 });
    harness.policy.forward = () => Promise.reject(new NonFiniteError("step 2", "the loss", Number.NaN));
    harness.send({ type: "play" });
    await harness.until("a failure", () => harness.of("failure").length === 1);
    expect(harness.of("recovered")).toEqual([]);
  });

  const named = (policy: FakePolicy, name: "webgpu" | "wasm"): FakePolicy => {
    Object.assign(policy.backend, { name });
    return policy;
  };

  /** One step done, on what calls itself a GPU. */
  async function webgpuRun(config: { steps: number }): Promise<SessionHarness> {
    const harness = new SessionHarness();
    harness.load(config, { backend: "webgpu" });
    await harness.untilStatus("ready");
    named(harness.policy, "webgpu");
    harness.send({ type: "step" });
    await harness.untilStatus("paused");
    return harness;
  }
});

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
