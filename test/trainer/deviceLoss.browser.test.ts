import { describe, expect, it } from "vitest";
import { createPolicy } from "../../src/engine/createPolicy.ts";
import { initWeights } from "../../src/engine/model/initWeights.ts";
import { sizeShape } from "../../src/engine/model/shape.ts";
import type { Policy } from "../../src/engine/policy.ts";
import type { RunConfig } from "../../src/rl/config.ts";
import { SMALL_VOCABULARY_SIZE } from "../../src/world/vocabulary.ts";
import { curveOf, fakeCheckpoint, SessionHarness } from "../support/sessionHarness.ts";

/** Tiny, because on a software adapter a dispatch takes milliseconds. */
const CONFIG: Partial<RunConfig> = {
  steps: 5,
  prompts: 1,
  groupSize: 4,
  maxNewTokens: 8,
  minibatches: 2,
  // An untrained model answers nothing; what it does is to mix its languages.
  rewardAccuracy: 0,
  rewardFormat: 0,
  rewardReflection: 1,
  klCoef: 0.05,
  evalEvery: 1,
  evalProblems: 1,
  evalSamples: 2,
  // From the first step on an evaluation of the base model has to lend it the reference's slot.
  referenceEvery: 1,
  saveEvery: 1,
};

type Method = "sample" | "backward" | "exportOptimizer";

/** When a device goes: while buffers are made on it at start-up, or in the n-th call of a method, after so many of each. */
type Doom = { method?: Method; call?: number; submits: number };

const round = (submits: number): Doom[] => [
  { submits: 2 * submits },
  { method: "sample", call: 1, submits },
  { method: "backward", call: 2, submits: 1 },
  { method: "sample", call: 2, submits },
  { method: "exportOptimizer", call: 1, submits: 1 },
];

/** One for each device: during start-up, in a rollout, an update, an evaluation, and while saving, four times each. */
const DOOMS: readonly Doom[] = [...round(1), ...round(2), ...round(3), ...round(1)];

/** Destroys the device as soon as work has been sent to it so many times. */
function destroyAfter(device: GPUDevice, submits: number, done: () => void): void {
  const { queue } = device;
  const submit = queue.submit.bind(queue);
  let count = 0;
  queue.submit = (buffers) => {
    submit(buffers);
    if (++count === submits) {
      device.destroy();
      done();
    }
    return undefined;
  };
}

/** Destroys the device as soon as so many buffers were made on it. */
function destroyAtBuffer(device: GPUDevice, buffers: number, done: () => void): void {
  const make = device.createBuffer.bind(device);
  let count = 0;
  device.createBuffer = (descriptor) => {
    const buffer = make(descriptor);
    if (++count === buffers) {
      device.destroy();
      done();
    }
    return buffer;
  };
}

/** Policies on devices that are destroyed one after another, and how many have been. */
function doomedPolicies(dooms: readonly Doom[]) {
  const waiting = [...dooms];
  const { prototype } = GPUAdapter;
  const { requestDevice } = prototype;
  let latest: GPUDevice | null = null;
  let doom: Doom | undefined;
  const counted = { destroyed: 0 };
  const done = (): void => {
    counted.destroyed++;
  };
  prototype.requestDevice = async function request(descriptor) {
    latest = await requestDevice.call(this, descriptor);
    if (doom && doom.method === undefined) destroyAtBuffer(latest, doom.submits, done);
    return latest;
  };
  return {
    counted,
    restore: () => (prototype.requestDevice = requestDevice),
    create: async (...[, shape, weights]: Parameters<SessionHarness["createPolicy"]>): Promise<Policy> => {
      doom = waiting.shift();
      const policy = await createPolicy("webgpu", shape, weights);
      const { method, call, submits = 1 } = doom ?? {};
      const device = latest;
      let calls = 0;
      return new Proxy(policy, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== "function") return value;
          return (...inputs: unknown[]): unknown => {
            if (name === method && ++calls === call && device) destroyAfter(device, submits, done);
            return Reflect.apply(value, target, inputs);
          };
        },
      });
    },
  };
}

async function runOf(dooms: readonly Doom[]): Promise<{ harness: SessionHarness; destroyed: number }> {
  const shape = sizeShape("nano", SMALL_VOCABULARY_SIZE);
  const harness = new SessionHarness();
  harness.loadBase = async () => ({ ...(await fakeCheckpoint()), shape, weights: initWeights(shape, 1) });
  // A minute and a second between two looks at the clock: three losses are never within one.
  let time = 0;
  harness.now = () => (time += 61_000);
  const policies = doomedPolicies(dooms);
  try {
    harness.createPolicy = policies.create;
    harness.load(CONFIG, { backend: "webgpu" });
    harness.send({ type: "play" });
    const over = (): boolean => harness.status === "finished" || harness.of("failure").length > 0;
    await harness.until("the end", over, 400);
    expect(harness.of("failure")).toEqual([]);
  } finally {
    policies.restore();
  }
  return { harness, destroyed: policies.counted.destroyed };
}

// A software adapter compiles every shader anew on each of 22 devices.
describe("losing the GPU", { timeout: 900_000 }, () => {
  it("twenty times in one run leaves the curve as if nothing had happened", async () => {
    const straight = await runOf([]);
    const curve = curveOf(straight.harness);
    expect(curve.map((metrics) => (metrics["grad_norm"] ?? 0) > 0)).toEqual([true, true, true, true, true]);
    expect(new Set(curve.map(({ entropy }) => entropy)).size).toBe(5);

    const { harness, destroyed } = await runOf(DOOMS);
    expect(destroyed).toBe(20);
    expect(curveOf(harness)).toEqual(curve);
    expect(harness.of("evaluation")).toEqual(straight.harness.of("evaluation"));
    const [saved, want] = [harness, straight.harness].map((one) => one.of("saved-state").at(-1)?.saved);
    expect(saved?.weights).toEqual(want?.weights);
    expect(saved?.optimizer).toEqual(want?.optimizer);
    // Start-ups that failed in the course of a recovery are part of it.
    expect(harness.of("recovered").map(({ recovery }) => recovery.activity)).toEqual([
      "starting",
      ...Array.from({ length: 4 }, () => ["sampling", "updating", "evaluating", "saving"]).flat(),
    ]);
  });
});
