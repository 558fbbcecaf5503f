import { checkForward, checkSample, checkTokens } from "../checkInput.ts";
import { type Phase, PhaseTimer } from "../phaseTimer.ts";
import type {
  AdamWOptions,
  BackendInfo,
  ForwardOptions,
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
import { Arena } from "./arena.ts";
import { differentiateChunks, layChunks, scoreChunks } from "./batchJobs.ts";
import type { Crew } from "./crew.ts";
import { cutBatch } from "./cutBatch.ts";
import { layoutDecode } from "./decodeShare.ts";
import type { Chunk } from "./jobs.ts";
import { trunk } from "./packedPass.ts";
import { packSequences } from "./packSequences.ts";
import { layoutScratch, layoutTrunk } from "./passLayout.ts";
import { prepareRollout, readRollout } from "./rollout.ts";
import { ParameterLayout, type ParameterPointers } from "./wasmModel.ts";

/** A forward that a backward may follow. */
interface Pending {
  batch: Sequence[];
  temperature: number;
  total: number;
  /** What was kept of it, below the mark `floor`; without it the backward pass runs the forward again. */
  chunks?: Chunk[];
}

/**
 * The CPU engine: our own SIMD kernels in one linear memory, hand-written backward on packed sequences, no tensors. Threads, where
 * there are several, take parts of a batch or rows of a rollout; what comes out does not depend on their number.
 */
export class KernelPolicy implements Policy {
  readonly shape: ModelShape;
  private readonly timer = new PhaseTimer();
  private readonly layout: ParameterLayout;
  private readonly policy: ParameterPointers;
  private readonly gradient: ParameterPointers;
  private readonly m: number;
  private readonly v: number;
  private readonly reference: ParameterPointers;
  private steps = 0;
  /** Everything above this mark is scratch or kept activations. */
  private readonly base: number;
  /** Everything above this mark is scratch. */
  private floor: number;
  private pending: Pending | undefined;
  /** Calls run one after another: while one waits for threads or lets messages in, another would take its scratch. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly crew: Crew,
    weights: Weights,
    readonly backend: BackendInfo,
  ) {
    const { memory, shape } = crew;
    this.shape = shape;
    this.layout = new ParameterLayout(shape);
    this.policy = this.layout.pointers(memory.alloc(this.layout.size));
    this.gradient = this.layout.pointers(memory.allocZeroed(this.layout.size));
    this.m = memory.allocZeroed(this.layout.size);
    this.v = memory.allocZeroed(this.layout.size);
    this.reference = this.layout.pointers(memory.alloc(this.layout.size));
    this.layout.write(memory, this.policy.base, weights);
    this.layout.write(memory, this.reference.base, weights);
    this.base = memory.mark();
    this.floor = this.base;
  }

  sample(prompts: readonly Int32Array[], groupSize: number, options: SampleOptions): Promise<Rollout> {
    return this.alone("decode", async () => {
      checkSample(this.shape, prompts, groupSize, options);
      if (prompts.length === 0) return { completions: [], logProbs: [] };
      this.forget();
      return this.persist(() => this.rollOut(prompts, groupSize, options));
    });
  }

  private async rollOut(prompts: readonly Int32Array[], groupSize: number, options: SampleOptions): Promise<Rollout> {
    const { crew } = this;
    const w = this.slot(options.slot ?? "policy");
    const job = await this.timer.time("prefill", () => prepareRollout(crew, w, prompts, groupSize, options));
    const bytes = Arena.bytesOf((arena) => layoutDecode(this.shape, job, arena));
    await crew.run(job, bytes, (produced) => options.onProgress?.(produced));
    return readRollout(crew.memory, job);
  }

  forward(batch: readonly Sequence[], options: ForwardOptions): Promise<Scores> {
    return this.alone(options.keep === true ? "forward" : "logProbs", async () => {
      checkForward(this.shape, batch, options);
      if (options.keep) this.forget();
      const used = batch.filter((s) => s.completion.length > 0);
      return this.persist(() => this.score(used, options));
    });
  }

  private async score(batch: Sequence[], { keep, slot, temperature }: ForwardOptions): Promise<Scores> {
    const rounds = cutBatch(this.shape, this.layout.size, batch);
    const total = batch.reduce((sum, s) => sum + s.completion.length, 0);
    const scores = { logProbs: new Float32Array(total), entropies: new Float32Array(total) };
    const pending: Pending = { batch, temperature, total };
    let at = 0;
    for (const parts of rounds) {
      this.crew.memory.release(this.floor);
      const chunks = layChunks(this.crew, parts, keep === true && rounds.length === 1);
      const mark = this.crew.memory.mark();
      at = await scoreChunks(this.crew, this.slot(slot ?? "policy"), temperature, chunks, scores, at);
      if (!keep || rounds.length > 1) continue;
      pending.chunks = chunks;
      this.floor = mark;
    }
    if (keep) this.pending = pending;
    return scores;
  }

  backward(dLogProbs: Float32Array, dEntropies?: Float32Array): Promise<void> {
    return this.alone("backward", async () => {
      if (!this.pending) throw new Error("backward: expected a forward with keep before it, got none");
      const { total } = this.pending;
      const dScores = { logProbs: dLogProbs, entropies: dEntropies ?? new Float32Array(total) };
      for (const { length } of Object.values(dScores)) {
        if (length !== total) throw new Error(`backward: expected ${total} values, one a scored token, got ${length}`);
      }
      await this.persist(() => this.differentiate(this.pending as Pending, dScores));
      this.forget();
    });
  }

  /** All of it or nothing: gradients are as before where it fails. */
  private async differentiate({ batch, temperature, chunks: kept }: Pending, dScores: Scores): Promise<void> {
    const { crew, layout, policy, gradient } = this;
    const before = crew.memory.floats(gradient.base, layout.size).slice();
    let at = 0;
    try {
      for (const parts of kept ? [null] : cutBatch(this.shape, layout.size, batch)) {
        crew.memory.release(this.floor);
        const chunks = parts ? layChunks(crew, parts, false) : (kept ?? []);
        at = await differentiateChunks(crew, layout, policy, gradient, temperature, chunks, dScores, at);
      }
    } catch (error) {
      crew.memory.floats(gradient.base, layout.size).set(before);
      throw error;
    }
  }

  optimizerStep(options: AdamWOptions): Promise<OptimizerResult> {
    return this.alone("optimizer", async () => this.applyAdamW(options));
  }

  private applyAdamW(options: AdamWOptions): OptimizerResult {
    const { layout } = this;
    const { memory } = this.crew;
    const k = memory.kernels;
    const gradNorm = Math.sqrt(k.sumOfSquares(layout.size, this.gradient.base));
    if (!Number.isFinite(gradNorm)) {
      const flat = memory.floats(this.gradient.base, layout.size);
      const bad = layout.offsets.find((o) => flat.subarray(o.at, o.at + o.size).some((x) => !Number.isFinite(x)));
      flat.fill(0);
      return { gradNorm, applied: false, culprit: bad?.name ?? "the sum of all gradients" };
    }
    this.forget();
    this.steps++;
    const { maxGradNorm, beta1, beta2 } = options;
    const scale = maxGradNorm > 0 && gradNorm > maxGradNorm ? maxGradNorm / (gradNorm + 1e-6) : 1;
    k.adamw(
      layout.size,
      this.policy.base,
      this.gradient.base,
      this.m,
      this.v,
      scale,
      options.learningRate,
      beta1,
      beta2,
      options.epsilon,
      options.weightDecay,
      1 - Math.pow(beta1, this.steps),
      1 - Math.pow(beta2, this.steps),
    );
    return { gradNorm, applied: true };
  }

  logits(tokens: Int32Array): Promise<Float32Array> {
    return this.alone("logProbs", async () => {
      checkTokens(this.shape, tokens, "logits");
      const { shape, policy: w } = this;
      const { memory, thread } = this.crew;
      const { width: D, vocabSize: V } = shape;
      const T = tokens.length;
      memory.release(this.floor);
      // a completion of one token makes every token an input
      const packed = packSequences(memory, [{ prompt: tokens, completion: new Int32Array(1) }]);
      const layout = (arena: Arena) => ({
        acts: layoutTrunk(shape, packed, false, arena),
        scratch: layoutScratch(memory.kernels, shape, packed, arena),
        inv: arena.alloc(T),
        logits: arena.alloc(T * V),
      });
      const { acts, scratch, inv, logits } = layout(memory.arena(Arena.bytesOf(layout)));
      trunk(thread, packed, w, acts, scratch);
      memory.kernels.rmsNorm(T, D, shape.normEps, acts.out, w.finalNorm, scratch.normed, inv);
      memory.kernels.gemm(T, V, D, scratch.normed, D, 1, w.embedding, 1, D, logits, V, 0, 0, scratch.gemm);
      const result = memory.floats(logits, T * V).slice();
      memory.release(this.floor);
      return result;
    });
  }

  async gradients(): Promise<Weights> {
    return this.layout.read(this.crew.memory, this.gradient.base);
  }

  async exportWeights(slot: WeightSlot): Promise<Weights> {
    return this.layout.read(this.crew.memory, this.slot(slot).base);
  }

  importWeights(slot: WeightSlot, weights: Weights): Promise<void> {
    return this.alone(null, async () => {
      if (slot === "policy") this.forget();
      this.layout.write(this.crew.memory, this.slot(slot).base, weights);
    });
  }

  async exportOptimizer(): Promise<OptimizerState> {
    const { memory } = this.crew;
    return { step: this.steps, m: this.layout.read(memory, this.m), v: this.layout.read(memory, this.v) };
  }

  importOptimizer(state: OptimizerState | null): Promise<void> {
    return this.alone(null, async () => {
      const { layout } = this;
      const { memory } = this.crew;
      this.steps = state?.step ?? 0;
      memory.floats(this.gradient.base, layout.size).fill(0);
      if (state) {
        layout.write(memory, this.m, state.m);
        layout.write(memory, this.v, state.v);
      } else {
        memory.floats(this.m, layout.size).fill(0);
        memory.floats(this.v, layout.size).fill(0);
      }
    });
  }

  timings(): PolicyTimings {
    return this.timer.read();
  }

  memoryBytes(): number {
    return this.crew.memory.bytes;
  }

  dispose(): void {
    this.crew.end();
    this.forget();
  }

  private async persist<T>(job: () => Promise<T>): Promise<T> {
    try {
      return await this.crew.persist(job, this.base, () => {
        this.floor = this.base;
        if (this.pending) delete this.pending.chunks;
      });
    } finally {
      this.crew.memory.release(this.floor);
    }
  }

  private alone<T>(phase: Phase | null, call: () => Promise<T>): Promise<T> {
    const result = this.last.then(() => (phase === null ? call() : this.timer.time(phase, call)));
    this.last = result.catch(() => {});
    return result;
  }

  /** Drops kept activations. */
  private forget(): void {
    this.pending = undefined;
    this.floor = this.base;
    this.crew.memory.release(this.base);
  }

  private slot(slot: WeightSlot): ParameterPointers {
    return slot === "policy" ? this.policy : this.reference;
  }
}
