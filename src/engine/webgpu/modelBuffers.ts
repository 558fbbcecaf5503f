import { parameterSpecs, sizeOf } from "../model/parameters.ts";
import type { ModelShape, Weights } from "../policy.ts";
import type { BufferView, Gpu } from "./gpu.ts";

/** Offsets of views are multiples of this many floats (256 bytes). */
const ALIGNMENT = 64;

/** Views into one set of weights, or of anything laid out like them: gradients, moments. Row-major, [out, in]. */
export interface ModelBuffers {
  /** All of it, with gaps of zeros where a tensor had to be aligned. */
  flat: BufferView;
  embedding: BufferView; // [V, D]
  layers: {
    norm1: BufferView; // [D]
    qkv: BufferView; // [3D, D]
    o: BufferView; // [D, D]
    norm2: BufferView; // [D]
    gateUp: BufferView; // [2F, D], gate first
    down: BufferView; // [D, F]
  }[];
  finalNorm: BufferView; // [D]
}

/** Where each tensor lies, in floats from the start: q, k and v are one matrix, gate and up one. */
export class ModelLayout {
  /** Floats, gaps included. */
  readonly size: number;
  /** By Hugging Face name. */
  readonly tensors: readonly { name: string; shape: number[]; at: number; size: number }[];
  private readonly byName: ReadonlyMap<string, { at: number; size: number }>;

  constructor(readonly shape: ModelShape) {
    let at = 0;
    this.tensors = parameterSpecs(shape).map((spec) => {
      const inside = /(k_proj|v_proj|up_proj)\.weight$/.test(spec.name);
      if (!inside) at = Math.ceil(at / ALIGNMENT) * ALIGNMENT;
      const tensor = { name: spec.name, shape: spec.shape, at, size: sizeOf(spec.shape) };
      at += tensor.size;
      return tensor;
    });
    this.size = Math.ceil(at / ALIGNMENT) * ALIGNMENT;
    this.byName = new Map(this.tensors.map((tensor) => [tensor.name, tensor]));
  }

  /** Floats from the start of the flat buffer. */
  offset(name: string): number {
    return this.of(name).at;
  }

  /** New buffers, zeroed. */
  allocate(gpu: Gpu, label: string): ModelBuffers {
    const { width: D, mlpWidth: F, layers: L } = this.shape;
    const flat = gpu.buffer(this.size * 4, label);
    const view = (name: string, floats: number): BufferView => ({
      buffer: flat.buffer,
      offset: this.of(name).at * 4,
      size: floats * 4,
    });
    return {
      flat,
      embedding: view("model.embed_tokens.weight", this.of("model.embed_tokens.weight").size),
      layers: Array.from({ length: L }, (_, l) => {
        const at = `model.layers.${l}`;
        return {
          norm1: view(`${at}.input_layernorm.weight`, D),
          qkv: view(`${at}.self_attn.q_proj.weight`, 3 * D * D),
          o: view(`${at}.self_attn.o_proj.weight`, D * D),
          norm2: view(`${at}.post_attention_layernorm.weight`, D),
          gateUp: view(`${at}.mlp.gate_proj.weight`, 2 * F * D),
          down: view(`${at}.mlp.down_proj.weight`, D * F),
        };
      }),
      finalNorm: view("model.norm.weight", D),
    };
  }

  /** @throws Error naming the tensor that is missing, unknown or of another shape */
  flatten(weights: Weights, where: string): Float32Array {
    for (const name of weights.keys()) {
      if (!this.byName.has(name)) {
        throw new Error(`${where}: expected the tensors of the model, got an unknown one, ${name}`);
      }
    }
    const flat = new Float32Array(this.size);
    for (const { name, shape, at, size } of this.tensors) {
      const tensor = weights.get(name);
      if (!tensor) throw new Error(`${where}: expected a tensor ${name} of shape [${shape}], got none`);
      if (String(tensor.shape) !== String(shape) || tensor.data.length !== size) {
        throw new Error(
          `${where}: ${name}: expected shape [${shape}], got [${tensor.shape}] with ${tensor.data.length} values`,
        );
      }
      flat.set(tensor.data, at);
    }
    return flat;
  }

  /** The inverse of `flatten`; every tensor gets its own memory. */
  unflatten(flat: Float32Array): Weights {
    return new Map(
      this.tensors.map(({ name, shape, at, size }) => [name, { shape: [...shape], data: flat.slice(at, at + size) }]),
    );
  }

  private of(name: string): { at: number; size: number } {
    const tensor = this.byName.get(name);
    if (!tensor) throw new Error(`model layout: expected a tensor of the model, got ${name}`);
    return tensor;
  }
}
