// For its side effect: only the whole package registers the gradients of all operations.
import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import type { AttentionTables } from "../../../src/engine/tfjs/attention.ts";
import type { Chunk } from "../../../src/engine/tfjs/packBatch.ts";
import type { ModelShape, Rollout, Weights } from "../../../src/engine/policy.ts";
import type { Contestant, SampleJob, UpdateJob } from "../contestant.ts";
import { objectiveInputs, padBatch } from "../peerBatch.ts";
import { fromPeerModel, leavesOf, mapModel, type PeerModel, toPeerModel, type Values } from "../peerWeights.ts";
import { OBJECTIVE } from "../updateSettings.ts";
import { openTfjs, type OpenTfjs } from "./openTfjs.ts";
import { tablesOf, tfjsLogProbs, type TfjsModel } from "./tfjsModel.ts";
import { tfjsSample } from "./tfjsSampler.ts";

/** Plain tfjs: stock operations, KV cache with one read-back a token, padded batches sorted by length, the tape's gradients, tf.train.adam. */
class TfjsPeer implements Contestant {
  readonly name = "tfjs";
  readonly description: string;
  private model: TfjsModel;
  private optimizer: tf.AdamOptimizer | null = null;
  private readonly tables = new Map<number, AttentionTables>();

  constructor(
    private readonly backend: OpenTfjs,
    private readonly shape: ModelShape,
    weights: Weights,
  ) {
    this.description = `tfjs ${tf.version_core} on ${backend.name}, tokens drawn on the host`;
    this.model = variablesOf(toPeerModel(shape, weights));
  }

  sample(job: SampleJob): Promise<Rollout> {
    return tfjsSample(this.model, this.shape, job);
  }

  async logProbs(batch: UpdateJob["batch"]): Promise<Float32Array> {
    const result = new Float32Array(batch.reduce((sum, { completion }) => sum + completion.length, 0));
    for (const chunk of this.pieces(batch)) {
      const tables = this.tablesFor(chunk.length);
      const scored = tf.tidy(() => tfjsLogProbs(this.model, chunk, this.shape, tables));
      const values = await scored.data<"float32">();
      scored.dispose();
      chunk.flat.forEach((at, s) => (result[at] = values[s] as number));
    }
    return result;
  }

  async update(job: UpdateJob): Promise<void> {
    const { adam } = job;
    this.optimizer ??= tf.train.adam(adam.learningRate, adam.beta1, adam.beta2, adam.epsilon);
    const variables = leavesOf(this.model);
    let sums: tf.NamedTensorMap | null = null;
    const losses: tf.Scalar[] = [];
    for (const chunk of this.pieces(job.batch)) {
      const tables = this.tablesFor(chunk.length);
      const { old, weight } = objectiveInputs(chunk, job);
      const { value, grads } = tf.variableGrads(
        () => lossOf(tfjsLogProbs(this.model, chunk, this.shape, tables), old, weight),
        variables,
      );
      losses.push(value);
      sums = sums === null ? grads : addInto(sums, grads);
    }
    if (sums === null) return;
    this.optimizer.applyGradients(Object.entries(sums).map(([name, tensor]) => ({ name, tensor })));
    tf.dispose(sums);
    // The one read-back of an update; what it waits for is the whole of it.
    const values = await Promise.all(losses.map((loss) => loss.data()));
    tf.dispose(losses);
    if (!values.every(([loss]) => Number.isFinite(loss))) {
      throw new Error(`tfjs: expected finite losses, got ${values.join(", ")}`);
    }
  }

  async weights(): Promise<Weights> {
    const values = await Promise.all(leavesOf(this.model).map((variable) => variable.data<"float32">()));
    let at = 0;
    return fromPeerModel(
      this.shape,
      mapModel(this.model, () => Float32Array.from(values[at++] ?? [])),
    );
  }

  async reset(weights: Weights): Promise<void> {
    this.optimizer?.dispose();
    this.optimizer = null;
    tf.dispose(leavesOf(this.model));
    this.model = variablesOf(toPeerModel(this.shape, weights));
  }

  bytes(): number {
    const memory: { numBytes: number; numBytesAllocatedInGPU?: number } = tf.memory();
    return memory.numBytesAllocatedInGPU ?? memory.numBytes;
  }

  async dispose(): Promise<void> {
    this.optimizer?.dispose();
    tf.dispose([leavesOf(this.model), [...this.tables.values()]]);
    this.backend.close();
  }

  private pieces(batch: UpdateJob["batch"]): Chunk[] {
    return padBatch(this.shape, batch, this.backend.name === "webgpu" ? "gpu" : "cpu");
  }

  private tablesFor(length: number): AttentionTables {
    const tables = this.tables.get(length) ?? tablesOf(this.shape, length);
    this.tables.set(length, tables);
    return tables;
  }
}

/** −Σ weight · min(r, clip(r)) with the sign of the advantage. */
function lossOf(logProbs: tf.Tensor1D, old: Float32Array, weight: Float32Array): tf.Scalar {
  const w = tf.tensor1d(weight);
  const ratio = tf.exp(tf.sub(logProbs, tf.tensor1d(old)));
  const clipped = tf.clipByValue(ratio, 1 - OBJECTIVE.clipLow, 1 + OBJECTIVE.clipHigh);
  return tf.neg(tf.sum(tf.minimum(tf.mul(ratio, w), tf.mul(clipped, w))));
}

function addInto(sums: tf.NamedTensorMap, grads: tf.NamedTensorMap): tf.NamedTensorMap {
  const next: tf.NamedTensorMap = {};
  for (const [name, grad] of Object.entries(grads)) {
    const sum = sums[name] as tf.Tensor;
    next[name] = tf.add(sum, grad);
    tf.dispose([sum, grad]);
  }
  return next;
}

const variablesOf = (values: PeerModel<Values>): TfjsModel =>
  mapModel(values, ({ shape, data }) => tf.variable(tf.tensor(data, shape)));

/** @throws Error naming the backend when it cannot be had */
export async function openTfjsPeer(name: "webgpu" | "wasm", shape: ModelShape, weights: Weights): Promise<Contestant> {
  return new TfjsPeer(await openTfjs(name), shape, weights);
}
