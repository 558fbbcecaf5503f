import * as tf from "@tensorflow/tfjs-core";
import type { ModelShape } from "../policy.ts";
import { attention, attentionBackward, type AttentionKept, type AttentionTables } from "./attention.ts";
import { weightGradient } from "./linear.ts";
import type { LayerTensors, ModelGradients, ModelTensors } from "./modelTensors.ts";
import { oneHot } from "./oneHot.ts";
import { rmsNorm, rmsNormBackward, type RmsNormKept } from "./rmsNorm.ts";
import { swiglu, swigluBackward, type SwigluKept } from "./swiglu.ts";

export type LayerKept = {
  norm1: RmsNormKept;
  attention: AttentionKept;
  norm2: RmsNormKept;
  mlp: SwigluKept;
};

/** From token ids [N = B·T] to the residual stream after the last layer [N, D], before the final norm. */
export function transformer(
  ids: tf.Tensor1D,
  model: ModelTensors,
  tables: AttentionTables,
  shape: ModelShape,
  B: number,
): { x: tf.Tensor2D; kept: LayerKept[] } {
  let x: tf.Tensor2D = tf.gather(model.embedding.stored, ids);
  const kept: LayerKept[] = [];
  for (const layer of model.layers) {
    const norm1 = rmsNorm(x, layer.norm1, shape.normEps);
    const mixed = attention(norm1.y, layer, tables, shape, B);
    x = tf.add(x, mixed.y);
    const norm2 = rmsNorm(x, layer.norm2, shape.normEps);
    const mlp = swiglu(norm2.y, layer);
    x = tf.add(x, mlp.y);
    kept.push({ norm1: norm1.kept, attention: mixed.kept, norm2: norm2.kept, mlp: mlp.kept });
  }
  return { x, kept };
}

/** @returns gradients of all layers, and of the embedding as far as it is looked up */
export function transformerBackward(
  dx: tf.Tensor2D,
  ids: tf.Tensor1D,
  model: ModelTensors,
  tables: AttentionTables,
  shape: ModelShape,
  B: number,
  kept: readonly LayerKept[],
): Pick<ModelGradients, "embedding" | "layers"> {
  const layers: ModelGradients["layers"] = [];
  for (let l = kept.length - 1; l >= 0; l--) {
    const layer = model.layers[l] as LayerTensors;
    const was = kept[l] as LayerKept;
    const mlp = swigluBackward(dx, layer, was.mlp);
    const norm2 = rmsNormBackward(mlp.dx, layer.norm2, was.norm2);
    dx = tf.add(dx, norm2.dx);
    const mixed = attentionBackward(dx, layer, tables, shape, B, was.attention);
    const norm1 = rmsNormBackward(mixed.dx, layer.norm1, was.norm1);
    dx = tf.add(dx, norm1.dx);
    layers.unshift({ ...mlp.gradients, ...mixed.gradients, norm1: norm1.dGain, norm2: norm2.dGain });
  }
  // One-hot times matrix: the scatter-add that gather's gradient would need does not exist on tfjs-wasm and adds with atomics on WebGPU.
  return { embedding: weightGradient(oneHot(ids, shape.vocabSize), dx), layers };
}
