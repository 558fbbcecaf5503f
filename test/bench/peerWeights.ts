import { parameterSpecs } from "../../src/engine/model/parameters.ts";
import type { ModelShape, Weights } from "../../src/engine/policy.ts";

/** A layer as both peers keep it: matrices as [in, out], so that every product is a plain x · W; q, k and v side by side. */
export type PeerLayer<T> = {
  norm1: T; // [D]
  qkv: T; // [D, 3D]
  out: T; // [D, D]
  norm2: T; // [D]
  gate: T; // [D, F]
  up: T; // [D, F]
  down: T; // [F, D]
};

export type PeerModel<T> = {
  embedding: T; // [V, D], also the output matrix
  layers: PeerLayer<T>[];
  norm: T; // [D]
};

export interface Values {
  shape: number[];
  data: Float32Array;
}

/** Hugging Face names, without the layer's prefix, of what a field holds. */
const FIELDS: Readonly<Record<keyof PeerLayer<Values>, readonly string[]>> = {
  norm1: ["input_layernorm.weight"],
  qkv: ["self_attn.q_proj.weight", "self_attn.k_proj.weight", "self_attn.v_proj.weight"],
  out: ["self_attn.o_proj.weight"],
  norm2: ["post_attention_layernorm.weight"],
  gate: ["mlp.gate_proj.weight"],
  up: ["mlp.up_proj.weight"],
  down: ["mlp.down_proj.weight"],
};

/** @throws Error naming a tensor that is missing */
export function toPeerModel(shape: ModelShape, weights: Weights): PeerModel<Values> {
  const get = (name: string): Values => {
    const found = weights.get(name);
    if (!found) throw new Error(`toPeerModel: expected a tensor ${name}, got none`);
    return found;
  };
  const layers = Array.from({ length: shape.layers }, (_, l): PeerLayer<Values> => {
    const field = (key: keyof PeerLayer<Values>): Values =>
      joinTransposed(FIELDS[key].map((name) => get(`model.layers.${l}.${name}`)));
    return {
      norm1: field("norm1"),
      qkv: field("qkv"),
      out: field("out"),
      norm2: field("norm2"),
      gate: field("gate"),
      up: field("up"),
      down: field("down"),
    };
  });
  return { embedding: get("model.embed_tokens.weight"), layers, norm: get("model.norm.weight") };
}

/** The inverse of `toPeerModel`. */
export function fromPeerModel(shape: ModelShape, model: PeerModel<Float32Array>): Weights {
  const found = new Map<string, Float32Array>([
    ["model.embed_tokens.weight", model.embedding],
    ["model.norm.weight", model.norm],
  ]);
  const shapes = new Map(parameterSpecs(shape).map((spec) => [spec.name, spec.shape]));
  model.layers.forEach((layer, l) => {
    for (const [key, names] of entriesOf(FIELDS)) {
      const full = names.map((name) => `model.layers.${l}.${name}`);
      const parts = cutTransposed(
        layer[key],
        full.map((name) => shapes.get(name) ?? []),
      );
      full.forEach((name, i) => found.set(name, parts[i] as Float32Array));
    }
  });
  return new Map([...shapes].map(([name, dims]) => [name, { shape: dims, data: found.get(name) as Float32Array }]));
}

/** Every tensor of a model, in one order. */
export const mapModel = <T, U>(model: PeerModel<T>, change: (value: T) => U): PeerModel<U> => ({
  embedding: change(model.embedding),
  layers: model.layers.map(({ norm1, qkv, out, norm2, gate, up, down }) => ({
    norm1: change(norm1),
    qkv: change(qkv),
    out: change(out),
    norm2: change(norm2),
    gate: change(gate),
    up: change(up),
    down: change(down),
  })),
  norm: change(model.norm),
});

export const leavesOf = <T>(model: PeerModel<T>): T[] => {
  const leaves: T[] = [];
  mapModel(model, (value) => leaves.push(value));
  return leaves;
};

const entriesOf = <K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] => {
  const keys = Object.keys(record).filter((key): key is K => key in record);
  return keys.map((key) => [key, record[key]]);
};

/** [out_i, in] side by side as [in, Σ out_i]; a vector stays as it is. */
function joinTransposed(parts: readonly Values[]): Values {
  const [first] = parts;
  if (!first || first.shape.length === 1) return first ?? { shape: [0], data: new Float32Array() };
  const into = first.shape[1] as number;
  const total = parts.reduce((sum, part) => sum + (part.shape[0] as number), 0);
  const data = new Float32Array(into * total);
  let at = 0;
  for (const part of parts) {
    const out = part.shape[0] as number;
    for (let o = 0; o < out; o++) {
      for (let i = 0; i < into; i++) data[i * total + at + o] = part.data[o * into + i] as number;
    }
    at += out;
  }
  return { shape: [into, total], data };
}

function cutTransposed(data: Float32Array, shapes: readonly number[][]): Float32Array[] {
  if (shapes[0]?.length === 1) return [data];
  const total = shapes.reduce((sum, dims) => sum + (dims[0] as number), 0);
  let at = 0;
  return shapes.map(([out = 0, into = 0]) => {
    const part = new Float32Array(out * into);
    for (let o = 0; o < out; o++) {
      for (let i = 0; i < into; i++) part[o * into + i] = data[i * total + at + o] as number;
    }
    at += out;
    return part;
  });
}
