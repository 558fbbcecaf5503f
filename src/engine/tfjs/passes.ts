import * as tf from "@tensorflow/tfjs-core";
import type { ModelShape, Scores } from "../policy.ts";
import { attentionTables, type AttentionTables } from "./attention.ts";
import { bucket } from "./buckets.ts";
import { flattenGradients, type ModelTensors } from "./modelTensors.ts";
import type { Chunk } from "./packBatch.ts";
import { logitsAt, scores, scoresBackward, type ScoresKept } from "./scores.ts";
import { transformer, transformerBackward, type LayerKept } from "./transformer.ts";

/** A piece of a batch with everything that its backward pass needs. */
export interface KeptPass {
  chunk: Chunk;
  temperature: number;
  tensors: { ids: tf.Tensor1D; targets: tf.Tensor1D; layers: LayerKept[]; scores: ScoresKept };
}

type Read = (tensor: tf.Tensor) => Promise<Float32Array>;

/** Forward and backward over the pieces of a batch. */
export class Passes {
  private readonly tables = new Map<number, AttentionTables>();

  constructor(
    private readonly shape: ModelShape,
    private readonly read: Read,
  ) {}

  async forward(
    chunks: readonly Chunk[],
    model: ModelTensors,
    temperature: number,
    keep: boolean,
  ): Promise<{ scores: Scores; kept: KeptPass[] }> {
    const total = chunks.reduce((sum, chunk) => sum + chunk.count, 0);
    const logProbs = new Float32Array(total);
    const entropies = new Float32Array(total);
    const kept: KeptPass[] = [];
    try {
      for (const chunk of chunks) {
        const { packed, ...tensors } = this.chunkForward(chunk, model, temperature);
        if (keep) kept.push({ chunk, temperature, tensors });
        else tf.dispose(tensors);
        const values = await this.read(packed);
        for (const [s, at] of chunk.flat.entries()) {
          logProbs[at] = values[s] as number;
          entropies[at] = values[chunk.targets.length + s] as number;
        }
      }
    } catch (error) {
      tf.dispose(kept.map((pass) => pass.tensors));
      throw error;
    }
    return { scores: { logProbs, entropies }, kept };
  }

  /**
   * @param dLogProbs of all completions laid end to end
   * @returns the gradient of all parameters in storage order [P]
   */
  backward(
    { chunk, temperature, tensors }: KeptPass,
    model: ModelTensors,
    dLogProbs: Float32Array,
    dEntropies: Float32Array | null,
  ): tf.Tensor1D {
    return tf.tidy(() => {
      const mine = (values: Float32Array): tf.Tensor1D => {
        const picked = new Float32Array(chunk.targets.length);
        for (const [s, at] of chunk.flat.entries()) picked[s] = values[at] as number;
        return tf.tensor1d(picked);
      };
      const places = tf.tensor1d(chunk.places, "int32");
      const head = scoresBackward(
        mine(dLogProbs),
        dEntropies && mine(dEntropies),
        tensors.targets,
        places,
        model,
        this.shape,
        temperature,
        tensors.scores,
      );
      const { ids, layers } = tensors;
      const body = transformerBackward(
        head.dx,
        ids,
        model,
        this.tablesOf(chunk.length),
        this.shape,
        chunk.rows,
        layers,
      );
      const embedding: tf.Tensor2D = tf.add(head.embedding, body.embedding);
      return flattenGradients({ embedding, layers: body.layers, norm: head.norm });
    });
  }

  /** @returns [T × V] */
  async logits(tokens: Int32Array, model: ModelTensors): Promise<Float32Array> {
    const T = bucket(tokens.length, 8);
    const tables = this.tablesOf(T);
    const padded = new Int32Array(T);
    padded.set(tokens);
    const all = tf.tidy(() => {
      const { x } = transformer(tf.tensor1d(padded, "int32"), model, tables, this.shape, 1);
      return logitsAt(x, tf.range(0, T, 1, "int32"), model, this.shape).logits;
    });
    return (await this.read(all)).slice(0, tokens.length * this.shape.vocabSize);
  }

  dispose(): void {
    tf.dispose([...this.tables.values()]);
    this.tables.clear();
  }

  private chunkForward(chunk: Chunk, model: ModelTensors, temperature: number) {
    const tables = this.tablesOf(chunk.length);
    return tf.tidy(() => {
      const ids = tf.tensor1d(chunk.ids, "int32");
      const targets = tf.tensor1d(chunk.targets, "int32");
      const { x, kept: layers } = transformer(ids, model, tables, this.shape, chunk.rows);
      const rows = tf.tensor1d(chunk.sources, "int32");
      const { logProbs, entropies, kept } = scores(x, rows, targets, model, this.shape, temperature);
      return { packed: tf.concat1d([logProbs, entropies]), ids, targets, layers, scores: kept };
    });
  }

  /** Made once for each padded length, of which there are few. */
  private tablesOf(length: number): AttentionTables {
    const known = this.tables.get(length);
    if (known) return known;
    const made = attentionTables(this.shape, length);
    this.tables.set(length, made);
    return made;
  }
}
