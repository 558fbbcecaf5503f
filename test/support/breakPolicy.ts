import { corpusPolicy, FakePolicy } from "./fakePolicy.ts";
import { SessionHarness } from "./sessionHarness.ts";

export type Method =
  | "sample"
  | "forward"
  | "backward"
  | "optimizerStep"
  | "exportWeights"
  | "exportOptimizer"
  | "importWeights";

export const LOST = "webgpu: the GPU device was lost: destroyed by the test";
export const MEMORY = "webgpu: the GPU is out of memory";

/** From the n-th call of a method on, everything that this policy is asked for fails, as on a device that is gone. */
export function breakAt(policy: FakePolicy, method: Method, n: number, message = LOST): void {
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
export function slowHarness(pace = 61_000): SessionHarness {
  const harness = new SessionHarness();
  let time = 0;
  harness.now = () => (time += pace);
  return harness;
}

/** The fake base model on a device of its own. */
export async function base(): Promise<FakePolicy> {
  const { shape } = corpusPolicy();
  return new FakePolicy(shape, await corpusPolicy().exportWeights("policy"));
}
