import type { AhaEvent, Evaluation, FromWorker, GroupView, LevelScores, Metrics, SavedRun, ToWorker } from "../../src/protocol/messages.ts";
import { Rng } from "../../src/lib/rng.ts";
import type { RunConfig } from "../../src/rl/config.ts";
import type { TrainerWorker } from "../../src/store/trainerClient.ts";
import { fakeCompletion, FAKE_PROBLEM, FAKE_PROMPT, FAKE_TRACES } from "./fakeTraces.ts";

/**
 * TEST ONLY. Speaks the worker's protocol with made-up curves, so that store and page can be tested without a model.
 * Deterministic: the same configuration gives the same messages. Nothing here is a measurement.
 */
export class FakeTrainer implements TrainerWorker {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  onmessageerror: ((event: MessageEvent) => void) | null = null;
  readonly received: ToWorker[] = [];
  terminated = false;
  #config: RunConfig | null = null;
  #step = 0;
  #ahaCount = 0;
  #firstAhaStep: number | null = null;
  #history: { step: number; metrics: Metrics }[] = [];
  #evaluations: Evaluation[] = [];
  #playing = false;
  #runId = "fake";
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(readonly stepMilliseconds = 0) {}

  postMessage(message: ToWorker): void {
    this.received.push(message);
    setTimeout(() => {
      if (!this.terminated) this.#handle(structuredClone(message));
    }, 0);
  }

  terminate(): void {
    this.terminated = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  /** What the browser does when the worker throws outside a handler. */
  crash(message: string): void {
    this.onerror?.({ message } as ErrorEvent);
  }

  send(message: FromWorker): void {
    this.onmessage?.({ data: structuredClone(message) } as MessageEvent<FromWorker>);
  }

  #handle(message: ToWorker): void {
    switch (message.type) {
      case "load":
        this.#begin(message.config);
        if (message.saved) {
          const { saved } = message;
          this.#step = saved.step;
          this.#history = saved.history;
          this.#evaluations = saved.evaluations;
          this.#ahaCount = saved.ahaCount;
          this.#firstAhaStep = saved.firstAhaStep;
        }
        this.#loaded(message.backend === "auto" ? "webgpu" : message.backend);
        if (message.saved) {
          this.send({
            type: "restored", history: this.#history, evaluations: this.#evaluations,
            ahaCount: this.#ahaCount, firstAhaStep: this.#firstAhaStep,
          });
        }
        break;
      case "restart":
        this.#begin(message.config);
        this.#loaded("webgpu");
        break;
      case "play":
        this.#playing = true;
        this.send({ type: "status", status: "playing" });
        if (this.#step === 0) this.#evaluate();
        this.#schedule();
        break;
      case "pause":
        this.#playing = false;
        if (this.#timer) clearTimeout(this.#timer);
        this.send({ type: "status", status: "paused" });
        this.send({ type: "saved-state", saved: this.#saved() });
        break;
      case "step":
        this.send({ type: "status", status: "playing" });
        if (this.#step === 0) this.#evaluate();
        this.#one();
        this.send({ type: "status", status: "paused" });
        break;
      case "evaluate":
        this.#evaluate();
        break;
      case "save":
        this.send({ type: "saved-state", saved: this.#saved() });
        break;
      case "replay":
        this.send({
          type: "replay",
          replay: {
            id: message.event.id, baseAccuracy: 0.125,
            attempts: [fakeCompletion(FAKE_TRACES.length - 1), fakeCompletion(0)].map(({ text, tokens, correct, behaviour }) => ({ text, tokens, correct, behaviour })),
          },
        });
        break;
    }
  }

  #begin(config: RunConfig): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#config = config;
    this.#step = this.#ahaCount = 0;
    this.#firstAhaStep = null;
    this.#history = [];
    this.#evaluations = [];
    this.#playing = false;
    this.#runId = `fake-${config.seed}`;
  }

  #loaded(name: "webgpu" | "wasm" | "tfjs-wasm" | "cpu"): void {
    const description = name === "webgpu" ? "Fake M2" : name === "wasm" ? "WebAssembly SIMD, 1 thread" : "test";
    this.send({
      type: "loaded", backend: { name, description, software: false, notes: name === "webgpu" ? [] : ["WebGPU was switched off by hand."] },
      shape: { vocabSize: 192, width: 96, layers: 3, heads: 4, mlpWidth: 256, ropeTheta: 10_000, normEps: 1e-5 },
      parameters: 351_168, step: this.#step, config: this.#need(),
    });
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      if (!this.#playing || this.terminated) return;
      this.#one();
      if (this.#step >= this.#need().steps) {
        this.#playing = false;
        this.send({ type: "status", status: "finished" });
        this.send({ type: "saved-state", saved: this.#saved() });
      } else this.#schedule();
    }, this.stepMilliseconds);
  }

  #one(): void {
    const config = this.#need();
    this.send({ type: "progress", step: this.#step + 1, phase: "sampling", fraction: 0.5, tokensPerSecond: 9_800 });
    const step = ++this.#step;
    const metrics = fakeMetrics(config, step);
    const groups = fakeGroups(config, step);
    const ahas: AhaEvent[] = [];
    for (let i = 0; i < Math.round(metrics["behaviour/aha_rate"]! * 16); i++) {
      const { tokens, text, behaviour } = fakeCompletion(5 + (i % 6));
      ahas.push({ id: `${step}.${i}`, step, problem: FAKE_PROBLEM, prompt: FAKE_PROMPT, level: "equation", tokens, text, behaviour });
    }
    this.#ahaCount += ahas.length;
    if (ahas.length > 0) this.#firstAhaStep ??= step;
    const record = { step, metrics };
    this.#history.push(record);
    this.send({ type: "step", record, groups, ahas, ahaCount: this.#ahaCount, firstAhaStep: this.#firstAhaStep });
    if (config.evalEvery > 0 && step % config.evalEvery === 0) this.#evaluate();
    if (config.saveEvery > 0 && step % config.saveEvery === 0) this.send({ type: "saved-state", saved: this.#saved() });
  }

  #evaluate(): void {
    const evaluation = fakeEvaluation(this.#need(), this.#step);
    this.#evaluations = [...this.#evaluations.filter(({ step }) => step !== evaluation.step), evaluation];
    this.send({ type: "evaluation", evaluation });
  }

  #saved(): SavedRun {
    return {
      version: 1, runId: this.#runId, savedAt: 1_000_000 + this.#step, config: this.#need(), step: this.#step, vocabularyHash: "fake",
      shape: { vocabSize: 192, width: 96, layers: 3, heads: 4, mlpWidth: 256, ropeTheta: 10_000, normEps: 1e-5 },
      weights: new Uint8Array(8), reference: new Uint8Array(8), optimizer: new Uint8Array(8),
      history: this.#history, evaluations: this.#evaluations, ahaCount: this.#ahaCount, firstAhaStep: this.#firstAhaStep,
    };
  }

  #need(): RunConfig {
    if (!this.#config) throw new Error("FakeTrainer: expected a load message first, got none");
    return this.#config;
  }
}

/** Rises quickly, then settles: 0 at step 0, near 1 at step 60. */
const rise = (step: number): number => 1 - Math.exp(-step / 16);

function fakeMetrics(config: RunConfig, step: number): Metrics {
  const rng = Rng.of(config.seed, "fake", step);
  const noise = (size: number): number => (rng.float() - 0.5) * 2 * size;
  const accuracy = 0.17 + 0.57 * rise(step) + noise(0.07);
  const format = 0.5 + 0.45 * rise(step) + noise(0.03);
  const reflection = 0.22 + 0.38 * rise(step) + noise(0.06);
  return {
    reward: config.rewardAccuracy * accuracy + config.rewardFormat * format,
    reward_std: 0.45 - 0.1 * rise(step),
    "rewards/accuracy/mean": accuracy,
    "rewards/format/mean": format,
    "completions/mean_length": 24 + 23 * rise(step * 3) + noise(4),
    "completions/clipped_ratio": 0.02 + 0.02 * rise(step) + Math.abs(noise(0.02)),
    "behaviour/reflection_rate": reflection,
    "behaviour/aha_rate": Math.max(0, reflection * 0.45 - 0.05),
    "behaviour/superficial_rate": reflection * 0.3,
    "language/consistency": 0.78 + 0.14 * rise(step) + noise(0.02),
    "behaviour/arithmetic_errors": 0.03 + Math.abs(noise(0.02)),
    entropy: 0.38 - 0.2 * rise(step / 2) + noise(0.015),
    kl: 0.15 * rise(step / 2) + Math.abs(noise(0.02)),
    "clip_ratio/low_mean": 0.004 + Math.abs(noise(0.003)),
    "clip_ratio/high_mean": 0.003 + Math.abs(noise(0.003)),
    "clip_ratio/region_mean": 0.008 + Math.abs(noise(0.004)),
    frac_reward_zero_std: 0.02 + 0.2 * rise(step / 2) + Math.abs(noise(0.04)),
    "groups/all_right": 0.18 * rise(step / 2) + Math.abs(noise(0.03)),
    "groups/all_wrong": 0.02 + Math.abs(noise(0.02)),
    grad_norm: 0.4 + Math.abs(noise(0.2)),
    num_tokens: 9_000 * step,
    step_time: 0.9,
  };
}

function fakeEvaluation(config: RunConfig, step: number): Evaluation {
  const samples = config.evalSamples;
  const scores = (offset: number, n: number): LevelScores => {
    const pass = Math.min(0.97, 0.166 + 0.54 * rise(step) + offset);
    const vote = Math.min(0.98, pass + 0.3 - 0.16 * rise(step));
    return {
      n, "pass@1": pass, "pass@1_ci": [pass - 0.06, pass + 0.06],
      [`cons@${samples}`]: vote, [`cons@${samples}_ci`]: [vote - 0.08, vote + 0.07],
      [`pass@${samples}`]: Math.min(1, vote + 0.1), format: 0.5 + 0.45 * rise(step),
      mean_length: 24 + 23 * rise(step * 3), mean_length_ci: [23, 50], reflection_rate: 0.22 + 0.38 * rise(step), aha_rate: 0.05 + 0.2 * rise(step),
    };
  };
  const n = config.evalProblems;
  return {
    step, samples, seed: config.seed,
    levels: { "countdown-3": scores(0.1, n), "countdown-4": scores(-0.08, n), equation: scores(0.02, n) },
    mean: scores(0, n * 3),
  };
}

function fakeGroups(config: RunConfig, step: number): GroupView[] {
  return Array.from({ length: Math.min(4, config.prompts) }, (_, index) => {
    const rng = Rng.of(config.seed, "fake-group", step, index);
    const chosen = Array.from({ length: config.groupSize }, () => fakeCompletion(Math.min(FAKE_TRACES.length - 1, Math.floor(rng.float() * FAKE_TRACES.length))));
    const rewards = chosen.map(({ correct, format }) => (correct ? config.rewardAccuracy : 0) + (format ? config.rewardFormat : 0));
    const meanReward = rewards.reduce((a, b) => a + b, 0) / rewards.length;
    const stdReward = Math.sqrt(rewards.reduce((sum, r) => sum + (r - meanReward) ** 2, 0) / Math.max(1, rewards.length - 1));
    return {
      step, index, promptCount: config.prompts, problem: FAKE_PROBLEM, prompt: FAKE_PROMPT, level: "equation", meanReward, stdReward,
      completions: chosen.map((completion, i) => {
        const reward = rewards[i] ?? 0;
        const oldLogProbs = completion.tokens.map(() => -3 * rng.float() ** 4);
        const logProbs = oldLogProbs.map((value) => value + (rng.float() - 0.5) * 0.1);
        return {
          ...completion, reward, advantage: (reward - meanReward) / (stdReward + 1e-4),
          rewardParts: { accuracy: completion.correct ? config.rewardAccuracy : 0, format: completion.format ? config.rewardFormat : 0 },
          oldLogProbs, logProbs, entropies: oldLogProbs.map((value) => Math.min(2, -value)),
          ratios: logProbs.map((value, t) => Math.exp(value - (oldLogProbs[t] ?? 0))), clipped: oldLogProbs.map(() => 0),
          kl: oldLogProbs.map(() => rng.float() ** 3 * 0.2), logProbChange: oldLogProbs.map(() => (rng.float() - 0.5) * 0.4),
        };
      }),
    };
  });
}
