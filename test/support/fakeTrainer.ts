import type { AhaEvent, Evaluation, FromWorker, Metrics, SavedRun, ToWorker } from "../../src/protocol/messages.ts";
import type { RunConfig } from "../../src/rl/config.ts";
import type { TrainerWorker } from "../../src/store/createTrainerWorker.ts";
import { fakeEvaluation, fakeGroups, fakeMetrics } from "./fakeCurves.ts";
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
            type: "restored",
            history: this.#history,
            evaluations: this.#evaluations,
            ahaCount: this.#ahaCount,
            firstAhaStep: this.#firstAhaStep,
          });
        }
        break;
      case "restart":
        this.#begin(message.config);
        this.#loaded("webgpu");
        break;
      case "revive":
        this.#config = { ...this.#need(), ...message.patch };
        this.#loaded(message.backend === undefined || message.backend === "auto" ? "webgpu" : message.backend);
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
            id: message.event.id,
            baseAccuracy: 0.125,
            attempts: [fakeCompletion(FAKE_TRACES.length - 1), fakeCompletion(0)].map(
              ({ text, tokens, correct, behaviour }) => ({ text, tokens, correct, behaviour }),
            ),
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
    const description = name === "webgpu" ? "Fake M2" : name === "wasm" ? "WebAssembly SIMD, 2 threads" : "test";
    this.send({
      type: "loaded",
      backend: {
        name,
        description,
        software: false,
        notes: name === "webgpu" ? [] : ["WebGPU was switched off by hand."],
        ...(name === "wasm" && { threads: 2 }),
        gate: { kernels: 18, milliseconds: 42.4, repaired: ["matmulNT"], variants: ["relaxed-simd"] },
      },
      shape: { vocabSize: 192, width: 96, layers: 3, heads: 4, mlpWidth: 256, ropeTheta: 10_000, normEps: 1e-5 },
      parameters: 351_168,
      step: this.#step,
      config: this.#need(),
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
      ahas.push({
        id: `${step}.${i}`,
        step,
        problem: FAKE_PROBLEM,
        prompt: FAKE_PROMPT,
        level: "equation",
        tokens,
        text,
        behaviour,
      });
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
      version: 1,
      runId: this.#runId,
      savedAt: 1_000_000 + this.#step,
      config: this.#need(),
      step: this.#step,
      vocabularyHash: "fake",
      shape: { vocabSize: 192, width: 96, layers: 3, heads: 4, mlpWidth: 256, ropeTheta: 10_000, normEps: 1e-5 },
      weights: new Uint8Array(8),
      reference: new Uint8Array(8),
      optimizer: new Uint8Array(8),
      history: this.#history,
      evaluations: this.#evaluations,
      ahaCount: this.#ahaCount,
      firstAhaStep: this.#firstAhaStep,
    };
  }

  #need(): RunConfig {
    if (!this.#config) throw new Error("FakeTrainer: expected a load message first, got none");
    return this.#config;
  }
}
