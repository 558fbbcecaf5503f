import type { BackendName, ModelShape, Policy, Weights } from "../../src/engine/policy.ts";
import type { AhaEvent, FromWorker, Metrics, ToWorker } from "../../src/protocol/messages.ts";
import { DEFAULT_CONFIG, type RunConfig } from "../../src/rl/config.ts";
import { encodeCheckpoint } from "../../src/trainer/checkpoint/encodeCheckpoint.ts";
import type { Checkpoint } from "../../src/trainer/checkpoint/loadCheckpoint.ts";
import { Session } from "../../src/trainer/session.ts";
import { corpusPolicy, FakePolicy } from "./fakePolicy.ts";
import { seeded } from "./seeded.ts";

export const SESSION_CONFIG: RunConfig = {
  ...DEFAULT_CONFIG,
  prompts: 3,
  groupSize: 4,
  maxNewTokens: 16,
  minibatches: 3,
  learningRate: 0.01,
  // A run of two steps must be the beginning of one of fifty.
  learningRateSchedule: "constant",
  steps: 50,
  evalEvery: 0,
  evalProblems: 2,
  evalSamples: 2,
  saveEvery: 0,
};

/** A base model as the page would fetch it. */
export async function fakeCheckpoint(seed = 1): Promise<Checkpoint> {
  const policy = corpusPolicy(seed);
  const weights = await policy.exportWeights("policy");
  const details = {
    name: "fake",
    shape: policy.shape,
    command: "",
    seed,
    tokens: 0,
    loss: null,
    scores: null,
    date: "",
  };
  return { shape: policy.shape, weights, info: encodeCheckpoint(weights, { ...details, dtype: "F32" }).info };
}

type OfType<T extends FromWorker["type"]> = Extract<FromWorker, { type: T }>;

/** A session without a worker around it: sends commands, waits for messages. */
export class SessionHarness {
  readonly messages: FromWorker[] = [];
  readonly policies: FakePolicy[] = [];
  /** Overridden by tests that break something. */
  loadBase: (url: string) => Promise<Checkpoint> = () => fakeCheckpoint();
  createPolicy: (backend: BackendName | "auto", shape: ModelShape, weights: Weights) => Promise<Policy> | null = () =>
    null;
  now: () => number = () => Date.now();
  /** Milliseconds that the session wanted to wait; it never does. */
  readonly waits: number[] = [];
  private readonly session: Session;
  private listeners: (() => void)[] = [];

  constructor() {
    this.session = new Session({
      loadBase: (url) => this.loadBase(url),
      createPolicy: async (backend, shape, weights) => {
        const other = await this.createPolicy(backend, shape, weights);
        if (other) return other;
        const policy = new FakePolicy(shape, weights);
        this.policies.push(policy);
        return policy;
      },
      now: () => this.now(),
      wait: async (milliseconds) => {
        this.waits.push(milliseconds);
      },
      post: (message, transfer = []) => {
        // As a worker does: what is transferred is gone here.
        this.messages.push(structuredClone(message, { transfer }));
        for (const listener of this.listeners.splice(0)) listener();
      },
    });
    void this.session.loop();
  }

  send(...commands: ToWorker[]): void {
    for (const command of commands) this.session.handle(command);
  }

  load(config: Partial<RunConfig> = {}, more: Partial<Extract<ToWorker, { type: "load" }>> = {}): void {
    this.send({
      type: "load",
      config: { ...SESSION_CONFIG, ...config },
      checkpointUrl: "base",
      backend: "auto",
      ...more,
    });
  }

  get policy(): FakePolicy {
    const policy = this.policies.at(-1);
    if (!policy) throw new Error("SessionHarness: expected a policy, got none");
    return policy;
  }

  of<T extends FromWorker["type"]>(type: T): OfType<T>[] {
    return this.messages.filter((message): message is OfType<T> => message.type === type);
  }

  /** Sends commands while the policy is busy with its n-th update. */
  atUpdate(n: number, ...commands: ToWorker[]): void {
    this.policy.spoil = (_, update) => {
      if (update === n) this.send(...commands);
    };
  }

  /** The last status posted. */
  get status(): string | undefined {
    return this.of("status").at(-1)?.status;
  }

  async until(what: string, test: () => boolean, seconds = 8): Promise<void> {
    const deadline = Date.now() + 1000 * seconds;
    while (!test()) {
      if (Date.now() > deadline) {
        throw new Error(
          `expected ${what}, got ${this.messages.map((m) => (m.type === "status" ? m.status : m.type)).join(" ")}`,
        );
      }
      await Promise.race([
        new Promise<void>((resolve) => this.listeners.push(resolve)),
        new Promise((resolve) => setTimeout(resolve, 20)),
      ]);
    }
  }

  untilStatus(status: string, seconds?: number): Promise<void> {
    return this.until(`status ${status}`, () => this.status === status, seconds);
  }

  untilSteps(count: number): Promise<void> {
    return this.until(`${count} steps`, () => this.of("step").length >= count);
  }
}

/** The metrics of every step so far, without the clock's. */
export const curveOf = (harness: SessionHarness): Metrics[] =>
  harness.of("step").map(({ record }) => seeded(record.metrics));

/** A session that has loaded the fake base model. */
export async function loaded(config: Partial<RunConfig> = {}): Promise<SessionHarness> {
  const harness = new SessionHarness();
  harness.load(config);
  await harness.untilStatus("ready");
  return harness;
}

/** The curve of `steps` steps played in one go. */
export async function straightCurve(steps: number, config: Partial<RunConfig> = {}): Promise<Metrics[]> {
  const harness = await loaded({ ...config, steps });
  harness.send({ type: "play" });
  await harness.untilStatus("finished");
  return curveOf(harness);
}

export const EVENT: AhaEvent = {
  id: "3.7",
  step: 3,
  problem: { task: "equation", a: 3, b: 4, c: 19 },
  prompt: "",
  level: "equation",
  tokens: [],
  text: "",
  behaviour: {
    attempts: 0,
    backtracks: 0,
    reflections: 0,
    aha: true,
    superficial: 0,
    wrongVerdicts: 0,
    trace: [],
    trailingReflections: [],
    arithmeticErrors: 0,
    words: { en: 0, zh: 0 },
  },
};
