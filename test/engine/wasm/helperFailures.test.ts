import { afterEach, describe, expect, it, vi } from "vitest";
import { sizeShape } from "../../../src/engine/model/shape.ts";
import type { Policy } from "../../../src/engine/policy.ts";
import { CONTROL } from "../../../src/engine/wasm/control.ts";
import type { FromHelper, ToHelper } from "../../../src/engine/wasm/helper.ts";
import { startHelper } from "../../../src/engine/wasm/startHelper.ts";
import { createWasmPolicy } from "../../../src/engine/wasm/wasmPolicy.ts";
import { Rng } from "../../../src/lib/rng.ts";
import { randomSequence, testWeights } from "../../support/testWeights.ts";

vi.mock("../../../src/engine/wasm/startHelper.ts", () => ({ startHelper: vi.fn<typeof startHelper>() }));

const SHAPE = sizeShape("nano", 64);
const adamW = { learningRate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, maxGradNorm: 1 };

type Behaviour = (message: ToHelper, answer: (message: FromHelper) => void, fail: (reason: string) => void) => void;

/** A helper that is no thread: it does what the test says with what it is sent. */
function actsLike(behaviour: Behaviour): { ended: () => boolean } {
  let ended = false;
  let answer: (message: FromHelper) => void;
  let fail: (reason: string) => void;
  vi.mocked(startHelper).mockReturnValue({
    post: (message) => behaviour(message, answer, fail),
    listen: (received, failed) => {
      answer = received;
      fail = failed;
    },
    end: () => (ended = true),
  });
  return { ended: () => ended };
}

/** Joins, does as told for every job before the given one, then takes work from the queue and does not do it. */
function thief(
  job: number,
  then: (fail: (reason: string) => void, answer: (error: string) => void) => void,
): Behaviour {
  let memory: WebAssembly.Memory;
  return (message, answer, fail) => {
    if (message.kind === "join") {
      memory = message.memory;
      queueMicrotask(() => answer({ id: 0 }));
    } else if (message.id < job) queueMicrotask(() => answer({ id: message.id }));
    else {
      const control = new Int32Array(memory.buffer, message.job.control, CONTROL.size);
      Atomics.add(control, CONTROL.queue, 1);
      then(fail, (error) => answer({ id: message.id, error }));
    }
  };
}

/** Three jobs and what they leave behind: a rollout, a forward, a backward. */
async function train(policy: Policy): Promise<unknown[]> {
  const rng = Rng.of(2, "failures");
  const batch = Array.from({ length: 60 }, () => randomSequence(rng, SHAPE, 4, rng.int(1, 20)));
  const rollout = await policy.sample([batch[0]?.prompt as Int32Array], 20, {
    temperature: 1,
    maxNewTokens: 25,
    seed: 1,
    step: 1,
    eosToken: 2,
  });
  const scores = await policy.forward(batch, { temperature: 1, keep: true });
  await policy.backward(scores.logProbs.map(() => rng.normal()));
  const gradients = await policy.gradients();
  await policy.optimizerStep(adamW);
  return [rollout, scores, gradients, await policy.exportWeights("policy"), await policy.exportOptimizer()];
}

const open = (threads: number): Promise<Policy> => createWasmPolicy(SHAPE, testWeights(SHAPE, 4), { threads });

afterEach(() => vi.useRealTimers());

describe("a helper thread that fails", () => {
  it("to start: one thread computes, and the page is told", async () => {
    const want = await train(await open(1));
    const { ended } = actsLike((_, __, fail) => queueMicrotask(() => fail("its script did not load")));
    const policy = await open(2);
    expect(policy.backend).toMatchObject({
      threads: 1,
      description: "WebAssembly SIMD, 1 thread",
      notes: ["One thread computes: a helper thread stopped: its script did not load."],
    });
    expect(ended()).toBe(true);
    expect(await train(policy)).toEqual(want);
    policy.dispose();
  });

  it("to start because threads are not to be had at all", async () => {
    vi.mocked(startHelper).mockImplementation(() => {
      throw new Error("blocked");
    });
    const policy = await open(2);
    expect(policy.backend).toMatchObject({
      threads: 1,
      notes: ["One thread computes: no helper thread: Error: blocked."],
    });
    policy.dispose();
  });

  it("to answer at the start: it is not waited for", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    actsLike(() => {});
    const opening = open(2);
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
    await vi.advanceTimersByTimeAsync(5000);
    expect((await opening).backend.notes).toEqual(["One thread computes: a helper thread did not start in 5 s."]);
  });

  it.each([
    ["a rollout", 1],
    ["a forward pass", 2],
    ["a backward pass", 3],
  ])("by dying in %s: what it took is done again, the results are the same", async (_, job) => {
    const want = await train(await open(1));
    const { ended } = actsLike(thief(job, (fail) => setTimeout(() => fail("out of memory"), 1)));
    const policy = await open(2);
    expect(policy.backend.threads).toBe(2);
    expect(await train(policy)).toEqual(want);
    expect(policy.backend).toMatchObject({
      threads: 1,
      notes: ["One thread computes: a helper thread stopped: out of memory."],
    });
    expect(ended()).toBe(true);
    policy.dispose();
  });

  it.each([1, 2, 3])("by an error in job %d: the same", async (job) => {
    const want = await train(await open(1));
    actsLike(thief(job, (_, answer) => answer("unreachable")));
    const policy = await open(2);
    expect(await train(policy)).toEqual(want);
    expect(policy.backend.notes).toEqual(["One thread computes: a helper thread failed: unreachable."]);
    policy.dispose();
  });

  it("by saying nothing more: it is given up in the end", async () => {
    const want = await train(await open(1));
    actsLike(thief(2, () => {}));
    const policy = await open(2);
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const training = train(policy);
    let over = false;
    void training.finally(() => (over = true));
    for (let i = 0; i < 2000 && !over; i++) {
      await vi.advanceTimersByTimeAsync(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await training).toEqual(want);
    expect(policy.backend.notes).toEqual(["One thread computes: a helper thread gave no sign of life."]);
    policy.dispose();
  });

  it("because the policy is disposed of: the call is rejected and nothing hangs", async () => {
    actsLike(thief(1, () => {}));
    const policy = await open(2);
    const call = policy.sample([Int32Array.of(1)], 8, {
      temperature: 1,
      maxNewTokens: 20,
      seed: 1,
      step: 1,
      eosToken: 2,
    });
    const outcome = call.then(
      () => "done",
      (error: unknown) => String(error),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    policy.dispose();
    expect(await outcome).toMatch(/a helper thread stopped: ended/);
  });
});
