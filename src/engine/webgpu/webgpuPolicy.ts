import { matmulNTGpu } from "../kernels/matmulNT/wgsl.ts";
import { checkForward, checkSample, checkTokens } from "../checkInput.ts";
import { PhaseTimer } from "../phaseTimer.ts";
import type {
  AdamWOptions,
  BackendInfo,
  ForwardOptions,
  GateReport,
  ModelShape,
  OptimizerResult,
  OptimizerState,
  Policy,
  PolicyTimings,
  Rollout,
  SampleOptions,
  Scores,
  Sequence,
  Weights,
  WeightSlot,
} from "../policy.ts";
import type { BufferView, Gpu, GpuCounters } from "./gpu.ts";
import type { KernelRunner } from "./kernelRunner.ts";
import { type ModelBuffers, ModelLayout } from "./modelBuffers.ts";
import { cutSequences, packBatch } from "./packedBatch.ts";
import { GpuOptimizer } from "./optimizer.ts";
import { keptBytesPerToken, PackedPass } from "./packedPass.ts";
import { prefillPrompts } from "./rollout/prefillPrompts.ts";
import { RolloutEngine } from "./rollout/rolloutEngine.ts";
import { assertPositions, rotaryTable } from "./rotaryTable.ts";

const KEEP_BYTES = 384 * 2 ** 20;

interface Pending {
  chunks: Sequence[][];
  scored: number[];
  temperature: number;
  /** The pass whose activations are still there: only where the batch is a single chunk. */
  pass: PackedPass | null;
}

/** The GPU engine: our own kernels on a device of our own. Weights, moments, activations and rollouts stay on it. */
export class WebgpuPolicy implements Policy {
  readonly backend: BackendInfo;
  private readonly gpu: Gpu;
  private readonly timer = new PhaseTimer();
  private readonly layout: ModelLayout;
  private readonly weights: Record<WeightSlot, ModelBuffers>;
  private readonly optimizer: GpuOptimizer;
  private readonly rotary: BufferView;
  private readonly rollouts: RolloutEngine;
  private pending: Pending | null = null;

  constructor(
    readonly shape: ModelShape,
    private readonly runner: KernelRunner,
    gate: GateReport,
    weights: Weights,
    /** Activations kept for a backward pass take about this much at most; larger batches are cut and computed again. */
    private readonly keepBytes = KEEP_BYTES,
  ) {
    const { gpu } = runner;
    this.gpu = gpu;
    this.layout = new ModelLayout(shape);
    const values = this.layout.flatten(weights, "createPolicy");
    this.weights = { policy: this.layout.allocate(gpu, "policy"), reference: this.layout.allocate(gpu, "reference") };
    const gradient = this.layout.allocate(gpu, "gradient");
    this.optimizer = new GpuOptimizer(runner, this.layout, this.weights.policy, gradient, (views) =>
      this.readAll(views),
    );
    this.rotary = rotaryTable(gpu, shape);
    for (const { flat } of Object.values(this.weights)) gpu.write(flat, values);
    this.rollouts = new RolloutEngine(runner, shape, this.rotary);
    const { description, software } = gpu;
    this.backend = { name: "webgpu", description, software, notes: [], gate };
  }

  /**
   * Chooses how to decode, by a check and a short timing. Once, before the first rollout.
   * @throws Error where no way of decoding is right on this device
   */
  async prepare(): Promise<void> {
    await this.rollouts.prepare(this.weights.policy);
    this.backend.notes.push(...this.rollouts.notes);
  }

  /** Dispatches, submits and maps since the policy was made. */
  get counters(): GpuCounters {
    return { ...this.gpu.counters };
  }

  async sample(prompts: readonly Int32Array[], groupSize: number, options: SampleOptions): Promise<Rollout> {
    checkSample(this.shape, prompts, groupSize, options);
    if (prompts.length === 0) return { completions: [], logProbs: [] };
    assertPositions(Math.max(...prompts.map(({ length }) => length)) + options.maxNewTokens);
    this.forget();
    const w = this.weights[options.slot ?? "policy"];
    const noted = this.rollouts.notes.length;
    await this.rollouts.prepareFor(w, prompts.length * groupSize, options.maxNewTokens);
    this.backend.notes.push(...this.rollouts.notes.slice(noted));
    const prefill = await this.timer.time("prefill", async () => {
      const done = prefillPrompts(this.runner, this.shape, this.rotary, w, prompts);
      await this.gpu.finished();
      return done;
    });
    return this.timer.time("decode", () => this.rollouts.sample(w, prefill, groupSize, options));
  }

  async forward(batch: readonly Sequence[], options: ForwardOptions): Promise<Scores> {
    checkForward(this.shape, batch, options);
    const keep = options.keep ?? false;
    if (keep) this.forget();
    return this.timer.time(keep ? "forward" : "logProbs", () =>
      this.score(batch, this.weights[options.slot ?? "policy"], options.temperature, keep),
    );
  }

  async backward(dLogProbs: Float32Array, dEntropies?: Float32Array): Promise<void> {
    const { pending } = this;
    if (!pending) throw new Error("backward: expected a forward with keep = true before it, got none");
    const scored = pending.scored.reduce((a, b) => a + b, 0);
    for (const [name, values] of Object.entries({ dLogProbs, dEntropies })) {
      if (values && values.length !== scored) {
        throw new Error(`backward: ${name}: expected ${scored} values, one a scored token, got ${values.length}`);
      }
    }
    await this.timer.time("backward", async () => {
      this.accumulate(pending, dLogProbs, dEntropies ?? new Float32Array(scored));
      await this.gpu.finished();
    });
    this.forget();
  }

  optimizerStep(options: AdamWOptions): Promise<OptimizerResult> {
    this.forget();
    return this.timer.time("optimizer", () => this.optimizer.step(options));
  }

  async logits(tokens: Int32Array): Promise<Float32Array> {
    checkTokens(this.shape, tokens, "logits");
    const { width: D, vocabSize: V } = this.shape;
    const T = tokens.length;
    const w = this.weights.policy;
    // One completion token: every token of the prompt is fed.
    const pass = this.pack("layer", [{ prompt: tokens, completion: new Int32Array(1) }]);
    const rows = this.view("logits: rows", T);
    this.gpu.write(
      rows,
      Int32Array.from({ length: T }, (_, t) => t),
    );
    const logits = this.view("logits", T * V);
    const x = pass.head(w, pass.trunk(w), rows, T);
    this.runner.run(matmulNTGpu, { a: x, b: w.embedding, out: logits }, { m: T, n: V, k: D });
    return this.read(logits);
  }

  gradients(): Promise<Weights> {
    return this.optimizer.gradients();
  }

  async exportWeights(slot: WeightSlot): Promise<Weights> {
    return this.layout.unflatten(await this.read(this.weights[slot].flat));
  }

  async importWeights(slot: WeightSlot, weights: Weights): Promise<void> {
    const flat = this.layout.flatten(weights, `importWeights("${slot}")`);
    if (slot === "policy") this.forget();
    this.gpu.write(this.weights[slot].flat, flat);
  }

  exportOptimizer(): Promise<OptimizerState> {
    return this.optimizer.exportState();
  }

  async importOptimizer(state: OptimizerState | null): Promise<void> {
    this.optimizer.importState(state);
  }

  timings(): PolicyTimings {
    return this.timer.read();
  }

  memoryBytes(): number {
    return this.gpu.bytes;
  }

  dispose(): void {
    this.forget();
    this.gpu.close();
  }

  private async score(
    batch: readonly Sequence[],
    w: ModelBuffers,
    temperature: number,
    keep: boolean,
  ): Promise<Scores> {
    const chunks = cutSequences(batch, Math.floor(this.keepBytes / keptBytesPerToken(this.shape)));
    const scored = chunks.map((chunk) => chunk.reduce((sum, { completion }) => sum + completion.length, 0));
    const S = scored.reduce((a, b) => a + b, 0);
    const keepPass = keep && chunks.length === 1;
    let pass: PackedPass | null = null;
    const results = this.view("scores", 2 * S);
    let at = 0;
    chunks.forEach((chunk, i) => {
      pass = this.pack(keepPass ? "kept" : "layer", chunk);
      const { logProbs, entropies } = pass.forward(w, temperature);
      const bytes = (scored[i] as number) * 4;
      this.gpu.copy(logProbs, { ...results, offset: at }, bytes);
      this.gpu.copy(entropies, { ...results, offset: S * 4 + at }, bytes);
      at += bytes;
    });
    if (keep) this.pending = { chunks, scored, temperature, pass: keepPass ? pass : null };
    if (S === 0) return { logProbs: new Float32Array(), entropies: new Float32Array() };
    const values = await this.read(results);
    return { logProbs: values.slice(0, S), entropies: values.slice(S, 2 * S) };
  }

  private accumulate(
    { chunks, scored, temperature, pass }: Pending,
    dLogProbs: Float32Array,
    dEntropies: Float32Array,
  ): void {
    let at = 0;
    chunks.forEach((chunk, i) => {
      const end = at + (scored[i] as number);
      let kept = pass;
      if (!kept) {
        kept = this.pack("kept", chunk);
        kept.forward(this.weights.policy, temperature);
      }
      kept.backward(
        this.weights.policy,
        this.optimizer.gradient,
        temperature,
        dLogProbs.subarray(at, end),
        dEntropies.subarray(at, end),
      );
      at = end;
    });
  }

  /** @throws Error where a sequence is longer than the table of angles */
  private pack(keep: "kept" | "layer", sequences: readonly Sequence[]): PackedPass {
    const batch = packBatch(this.gpu, `${keep}: indices`, this.shape.vocabSize, sequences);
    assertPositions(batch.longest);
    return new PackedPass(this.runner, this.shape, this.rotary, batch, keep === "kept");
  }

  private forget(): void {
    this.pending = null;
  }

  private view(name: string, floats: number): BufferView {
    const size = Math.max(4, floats * 4);
    return { buffer: this.gpu.scratch(name, size).buffer, offset: 0, size };
  }

  private async read(view: BufferView): Promise<Float32Array> {
    const [values] = await this.readAll([view]);
    return values ?? new Float32Array();
  }

  private async readAll(views: readonly BufferView[]): Promise<Float32Array[]> {
    const read = await this.gpu.read(views, (map) => this.timer.time("readBack", map));
    return read.map((bytes) => new Float32Array(bytes));
  }
}
