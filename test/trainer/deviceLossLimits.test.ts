import { describe, expect, it } from "vitest";
import { NonFiniteError } from "../../src/trainer/nonFiniteError.ts";
import { base, breakAt, LOST, MEMORY, type Method, slowHarness } from "../support/breakPolicy.ts";
import type { FakePolicy } from "../support/fakePolicy.ts";
import { curveOf, loaded, SESSION_CONFIG, SessionHarness, straightCurve } from "../support/sessionHarness.ts";

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

  it("after three losses, a person who presses Train has three more", async () => {
    const harness = await webgpuRun({ steps: 3 });
    harness.now = () => 5_000;
    breakAt(harness.policy, "backward", 1);
    let left = 4;
    harness.createPolicy = async () => {
      const policy = await base();
      if (left-- > 0) breakAt(policy, "sample", 1);
      return named(policy, "webgpu");
    };
    harness.send({ type: "play" });
    await harness.until("a failure", () => harness.of("failure").length === 1);
    await harness.untilStatus("paused");
    harness.send({ type: "play" });
    await harness.untilStatus("finished");
    expect(harness.of("failure")).toHaveLength(1);
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
    breakAt(gpu.policy, "backward", 1, "webgpu: the GPU reported an error: a binding is out of range");
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
