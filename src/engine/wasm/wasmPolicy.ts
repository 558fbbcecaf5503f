import { checkForward, checkSample, checkTokens } from "../checkInput.ts";
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
import { PhaseTimer } from "../phaseTimer.ts";
import { Decoder } from "./decoder.ts";
import { LinearMemory } from "./linearMemory.ts";
import { inputLength, PackedPass } from "./packedPass.ts";
import { packSequences } from "./packSequences.ts";
import { ParameterLayout, type ParameterPointers, RotaryTable } from "./wasmModel.ts";

/** Longest sequence the rotary table covers. */
const MOST_POSITIONS = 1024;
/** Activations kept for a backward pass take at most this much; larger batches are cut and recomputed. */
const KEEP_BYTES = 384 * 2 ** 20;

/** A forward that a backward may follow. */
interface Pending {
  chunks: Sequence[][];
  sizes: number[];
  temperature: number;
  /** Kept activations, where there is one chunk. */
  pass?: PackedPass;
}

/** The CPU engine: our own SIMD kernels in one linear memory, hand-written backward on packed sequences, no tensors. */
export class WasmPolicy implements Policy {
  readonly backend: BackendInfo = {
    name: "wasm",
    description: "WebAssembly SIMD, 1 thread",
    software: false,
    notes: [],
  };

  private readonly timer = new PhaseTimer();
  private readonly layout: ParameterLayout;
  private readonly rotary: RotaryTable;
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

  constructor(
    readonly shape: ModelShape,
    private readonly memory: LinearMemory,
    weights: Weights,
  ) {
    this.layout = new ParameterLayout(shape);
    this.rotary = new RotaryTable(memory, shape);
    this.rotary.reserve(MOST_POSITIONS);
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

  async sample(prompts: readonly Int32Array[], groupSize: number, options: SampleOptions): Promise<Rollout> {
    checkSample(this.shape, prompts, groupSize, options);
    if (prompts.length === 0) return { completions: [], logProbs: [] };
    this.forget();
    const decoder = new Decoder(this.memory, this.shape, this.rotary, this.slot(options.slot ?? "policy"), this.timer);
    try {
      return await this.timer.time("decode", () => decoder.run(prompts, groupSize, options));
    } finally {
      this.memory.release(this.floor);
    }
  }

  async forward(batch: readonly Sequence[], options: ForwardOptions): Promise<Scores> {
    checkForward(this.shape, batch, options);
    return this.timer.time(options.keep === true ? "forward" : "logProbs", () => this.score(batch, options));
  }

  private score(batch: readonly Sequence[], options: ForwardOptions): Scores {
    const keep = options.keep === true;
    if (keep) this.forget();
    const w = this.slot(options.slot ?? "policy");
    const chunks = this.cut(batch);
    const sizes = chunks.map((c) => c.reduce((sum, s) => sum + s.completion.length, 0));
    const total = sizes.reduce((a, b) => a + b, 0);
    const logProbs = new Float32Array(total);
    const entropies = new Float32Array(total);
    let at = 0;
    let pass: PackedPass | undefined;
    chunks.forEach((chunk, i) => {
      const end = at + (sizes[i] as number);
      this.memory.release(this.floor);
      pass = new PackedPass(this.memory, this.shape, this.rotary, packSequences(this.memory, chunk));
      pass.forward(
        w,
        options.temperature,
        keep && chunks.length === 1,
        logProbs.subarray(at, end),
        entropies.subarray(at, end),
      );
      at = end;
    });
    if (keep) {
      this.pending = { chunks, sizes, temperature: options.temperature };
      if (chunks.length === 1 && pass) {
        this.pending.pass = pass;
        this.floor = this.memory.mark();
        return { logProbs, entropies };
      }
    }
    this.memory.release(this.floor);
    return { logProbs, entropies };
  }

  async backward(dLogProbs: Float32Array, dEntropies?: Float32Array): Promise<void> {
    const pending = this.pending;
    if (!pending) throw new Error("backward: expected a forward with keep before it, got none");
    const total = pending.sizes.reduce((a, b) => a + b, 0);
    const entropies = dEntropies ?? new Float32Array(total);
    for (const { length } of [dLogProbs, entropies]) {
      if (length !== total) throw new Error(`backward: expected ${total} values, one a scored token, got ${length}`);
    }
    return this.timer.time("backward", () => this.accumulate(pending, dLogProbs, entropies));
  }

  private accumulate(pending: Pending, dLogProbs: Float32Array, entropies: Float32Array): void {
    let at = 0;
    pending.chunks.forEach((chunk, i) => {
      const size = pending.sizes[i] as number;
      const end = at + size;
      let pass = pending.pass;
      if (!pass) {
        this.memory.release(this.floor);
        pass = new PackedPass(this.memory, this.shape, this.rotary, packSequences(this.memory, chunk));
        pass.forward(this.policy, pending.temperature, true, new Float32Array(size), new Float32Array(size));
      }
      pass.backward(
        this.policy,
        this.gradient,
        pending.temperature,
        dLogProbs.subarray(at, end),
        entropies.subarray(at, end),
      );
      at = end;
    });
    this.forget();
  }

  async optimizerStep(options: AdamWOptions): Promise<OptimizerResult> {
    return this.timer.time("optimizer", () => this.applyAdamW(options));
  }

  private applyAdamW(options: AdamWOptions): OptimizerResult {
    const { memory, layout } = this;
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

  async logits(tokens: Int32Array): Promise<Float32Array> {
    checkTokens(this.shape, tokens, "logits");
    const { memory, shape } = this;
    const { width: D, vocabSize: V } = shape;
    memory.release(this.floor);
    const packed = packSequences(memory, [{ prompt: tokens, completion: new Int32Array(1) }]);
    const T = tokens.length;
    const pass = new PackedPass(memory, shape, this.rotary, packed);
    const { out } = pass.trunk(this.policy, false);
    const normed = memory.alloc(T * D);
    const logits = memory.alloc(T * V);
    const scratch = memory.alloc(memory.kernels.gemmScratch(D, V, 0));
    memory.kernels.rmsNorm(T, D, shape.normEps, out, this.policy.finalNorm, normed, memory.alloc(T));
    memory.kernels.gemm(T, V, D, normed, D, 1, this.policy.embedding, 1, D, logits, V, 0, 0, scratch);
    const result = memory.floats(logits, T * V).slice();
    memory.release(this.floor);
    return result;
  }

  async gradients(): Promise<Weights> {
    return this.layout.read(this.memory, this.gradient.base);
  }

  async exportWeights(slot: WeightSlot): Promise<Weights> {
    return this.layout.read(this.memory, this.slot(slot).base);
  }

  async importWeights(slot: WeightSlot, weights: Weights): Promise<void> {
    if (slot === "policy") this.forget();
    this.layout.write(this.memory, this.slot(slot).base, weights);
  }

  async exportOptimizer(): Promise<OptimizerState> {
    return {
      step: this.steps,
      m: this.layout.read(this.memory, this.m),
      v: this.layout.read(this.memory, this.v),
    };
  }

  async importOptimizer(state: OptimizerState | null): Promise<void> {
    this.steps = state?.step ?? 0;
    this.memory.floats(this.gradient.base, this.layout.size).fill(0);
    if (state) {
      this.layout.write(this.memory, this.m, state.m);
      this.layout.write(this.memory, this.v, state.v);
    } else {
      this.memory.floats(this.m, this.layout.size).fill(0);
      this.memory.floats(this.v, this.layout.size).fill(0);
    }
  }

  timings(): PolicyTimings {
    return this.timer.read();
  }

  memoryBytes(): number {
    return this.memory.bytes;
  }

  dispose(): void {
    this.forget();
  }

  /** Drops kept activations. */
  private forget(): void {
    this.pending = undefined;
    this.floor = this.base;
    this.memory.release(this.base);
  }

  private slot(slot: WeightSlot): ParameterPointers {
    return slot === "policy" ? this.policy : this.reference;
  }

  /** Chunks whose kept activations fit in KEEP_BYTES. */
  private cut(batch: readonly Sequence[]): Sequence[][] {
    const { width: D, mlpWidth: F, layers: L, heads: H, vocabSize: V } = this.shape;
    const chunks: Sequence[][] = [];
    let room = 0;
    for (const s of batch) {
      const T = inputLength(s);
      const bytes = 4 * (L * T * (6 * D + 3 * F + H * T + 2) + T * (2 * V + 8 * D + 3 * F));
      if (chunks.length === 0 || bytes > room) {
        chunks.push([]);
        room = KEEP_BYTES;
      }
      room -= bytes;
      chunks.at(-1)?.push(s);
    }
    return chunks;
  }
}

/** @throws where the processor or browser lacks WebAssembly SIMD, or weights do not fit the shape */
export async function createWasmPolicy(shape: ModelShape, weights: Weights): Promise<WasmPolicy> {
  return new WasmPolicy(shape, await LinearMemory.create(), weights);
}
