import * as tf from "@tensorflow/tfjs-core";
import { yieldToEventLoop } from "../../lib/yieldToEventLoop.ts";
import { checkForward, checkSample, checkTokens } from "../checkInput.ts";
import { parameterSpecs, sizeOf } from "../model/parameters.ts";
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
import { adamW, squaredRows } from "./adamW.ts";
import { flattenWeights, unflattenWeights } from "./flatWeights.ts";
import { cutModelTensors, type ModelTensors } from "./modelTensors.ts";
import { openBackend, type TfjsBackend, type TfjsBackendName } from "./openBackend.ts";
import { packBatch } from "./packBatch.ts";
import { Passes, type KeptPass } from "./passes.ts";
import { sampleRows } from "./sampleRows.ts";

/** The policy of stock tfjs operations, with a backward pass written by hand (no tape). */
class TfjsPolicy implements Policy {
  readonly backend: BackendInfo;
  private readonly passes: Passes;
  private readonly timer = new PhaseTimer();
  private flat: Record<WeightSlot, tf.Tensor1D>; // [P] each
  private models: Record<WeightSlot, ModelTensors>;
  private moments: { m: tf.Tensor1D; v: tf.Tensor1D };
  private step = 0;
  private gradient: tf.Tensor1D | null = null; // [P]
  private kept: KeptPass[] | null = null;

  constructor(
    readonly shape: ModelShape,
    private readonly device: TfjsBackend,
    weights: Float32Array,
  ) {
    const { name, description } = device;
    this.backend = { name, description, software: false, notes: [], threads: 1 };
    this.passes = new Passes(shape, (tensor) => this.read(tensor));
    this.flat = { policy: tf.tensor1d(weights), reference: tf.tensor1d(weights) };
    this.models = {
      policy: cutModelTensors(shape, this.flat.policy),
      reference: cutModelTensors(shape, this.flat.reference),
    };
    this.moments = { m: tf.zeros([weights.length]), v: tf.zeros([weights.length]) };
  }

  async sample(prompts: readonly Int32Array[], groupSize: number, options: SampleOptions): Promise<Rollout> {
    checkSample(this.shape, prompts, groupSize, options);
    const model = this.models[options.slot ?? "policy"];
    const read = (tensor: tf.Tensor): Promise<Float32Array> => this.read(tensor);
    return this.timer.time("decode", () => sampleRows({ shape: this.shape, model, options, read }, prompts, groupSize));
  }

  async forward(batch: readonly Sequence[], options: ForwardOptions): Promise<Scores> {
    checkForward(this.shape, batch, options);
    const keep = options.keep ?? false;
    if (keep) this.forget();
    const chunks = packBatch(this.shape, batch);
    const model = this.models[options.slot ?? "policy"];
    const { scores, kept } = await this.timer.time(keep ? "forward" : "logProbs", () =>
      this.passes.forward(chunks, model, options.temperature, keep),
    );
    if (keep) this.kept = kept;
    return scores;
  }

  async backward(dLogProbs: Float32Array, dEntropies?: Float32Array): Promise<void> {
    const { kept } = this;
    if (!kept) throw new Error("backward: expected a forward with keep = true before it, got none");
    const scored = kept.reduce((sum, { chunk }) => sum + chunk.count, 0);
    for (const [name, values] of Object.entries({ dLogProbs, dEntropies })) {
      if (values && values.length !== scored) {
        throw new Error(`backward: ${name}: expected ${scored} values, one a scored token, got ${values.length}`);
      }
    }
    await this.timer.time("backward", () => this.accumulate(kept, dLogProbs, dEntropies ?? null));
    this.forget();
  }

  private accumulate(kept: readonly KeptPass[], dLogProbs: Float32Array, dEntropies: Float32Array | null): void {
    for (const pass of kept) {
      const more = this.passes.backward(pass, this.models.policy, dLogProbs, dEntropies);
      const before = this.gradient;
      this.gradient = before ? tf.add(before, more) : more;
      if (before) tf.dispose([before, more]);
    }
  }

  optimizerStep(options: AdamWOptions): Promise<OptimizerResult> {
    return this.timer.time("optimizer", () => this.applyGradient(options));
  }

  private async applyGradient(options: AdamWOptions): Promise<OptimizerResult> {
    this.forget();
    const gradient = this.gradient ?? tf.zeros<tf.Rank.R1>([this.flat.policy.size]);
    this.gradient = null;
    try {
      const squares = await this.read(squaredRows(gradient, this.shape.width));
      const gradNorm = Math.sqrt(squares.reduce((sum, value) => sum + value, 0));
      if (!Number.isFinite(gradNorm)) return { gradNorm, applied: false, ...this.culpritOf(squares) };
      const clip = options.maxGradNorm > 0 && gradNorm > options.maxGradNorm ? options.maxGradNorm / gradNorm : 1;
      const before = { weights: this.flat.policy, ...this.moments };
      this.step++;
      const { weights, m, v } = adamW(before, gradient, this.step, clip, options);
      this.moments = { m, v };
      this.replace("policy", weights);
      tf.dispose([before.m, before.v]);
      return { gradNorm, applied: true };
    } finally {
      gradient.dispose();
    }
  }

  async logits(tokens: Int32Array): Promise<Float32Array> {
    checkTokens(this.shape, tokens, "logits");
    return this.passes.logits(tokens, this.models.policy);
  }

  async gradients(): Promise<Weights> {
    const gradient = this.gradient ? tf.clone(this.gradient) : tf.zeros<tf.Rank.R1>([this.flat.policy.size]);
    return unflattenWeights(this.shape, await this.read(gradient));
  }

  async exportWeights(slot: WeightSlot): Promise<Weights> {
    return this.export(this.flat[slot]);
  }

  async importWeights(slot: WeightSlot, weights: Weights): Promise<void> {
    const flat = flattenWeights(this.shape, weights, `importWeights("${slot}")`);
    if (slot === "policy") this.forget();
    this.replace(slot, tf.tensor1d(flat));
  }

  async exportOptimizer(): Promise<OptimizerState> {
    return { step: this.step, m: await this.export(this.moments.m), v: await this.export(this.moments.v) };
  }

  async importOptimizer(state: OptimizerState | null): Promise<void> {
    const size = this.flat.policy.size;
    const load = (weights: Weights | undefined, name: string): tf.Tensor1D =>
      weights ? tf.tensor1d(flattenWeights(this.shape, weights, `importOptimizer: ${name}`)) : tf.zeros([size]);
    const next = { m: load(state?.m, "m"), v: load(state?.v, "v") };
    tf.dispose(this.moments);
    this.moments = next;
    this.step = state?.step ?? 0;
  }

  timings(): PolicyTimings {
    return this.timer.read();
  }

  memoryBytes(): number {
    const memory: { numBytes: number; numBytesAllocatedInGPU?: number } = tf.memory();
    return memory.numBytesAllocatedInGPU ?? memory.numBytes;
  }

  dispose(): void {
    this.forget();
    this.passes.dispose();
    tf.dispose([this.flat, this.models, this.moments]);
    this.gradient?.dispose();
    this.gradient = null;
    this.device.close();
  }

  private replace(slot: WeightSlot, weights: tf.Tensor1D): void {
    tf.dispose([this.flat[slot], this.models[slot]]);
    this.flat[slot] = weights;
    this.models[slot] = cutModelTensors(this.shape, weights);
  }

  private async export(flat: tf.Tensor1D): Promise<Weights> {
    return unflattenWeights(this.shape, await this.read(tf.clone(flat)));
  }

  private forget(): void {
    if (this.kept) tf.dispose(this.kept.map((pass) => pass.tensors));
    this.kept = null;
  }

  private culpritOf(squares: Float32Array): { culprit?: string } {
    const row = squares.findIndex((value) => !Number.isFinite(value));
    let end = 0;
    for (const spec of parameterSpecs(this.shape)) {
      end += sizeOf(spec.shape) / this.shape.width;
      if (row >= 0 && row < end) return { culprit: spec.name };
    }
    return {};
  }

  /** Reads a tensor and disposes it. */
  private async read(tensor: tf.Tensor): Promise<Float32Array> {
    try {
      const values = Float32Array.from(await tensor.data());
      // On the CPU a read is no wait, and nobody else would get a turn.
      await yieldToEventLoop();
      return values;
    } finally {
      tensor.dispose();
    }
  }
}

/**
 * A policy on one of tfjs's backends.
 *
 * @throws Error naming the backend when it cannot be had, or the tensor that does not fit the shape
 */
export async function createTfjsPolicy(name: TfjsBackendName, shape: ModelShape, weights: Weights): Promise<Policy> {
  const flat = flattenWeights(shape, weights, "createTfjsPolicy");
  return new TfjsPolicy(shape, await openBackend(name), flat);
}
