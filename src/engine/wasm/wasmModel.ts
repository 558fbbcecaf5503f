import { parameterSpecs, sizeOf } from "../model/parameters.ts";
import type { ModelShape, Weights } from "../policy.ts";
import type { LinearMemory } from "./linearMemory.ts";

/** Byte addresses of one set of weights (or of anything laid out like them: gradients, moments). */
export interface ParameterPointers {
  base: number;
  embedding: number;
  layers: { norm1: number; qkv: number; o: number; norm2: number; gateUp: number; down: number }[];
  finalNorm: number;
}

/** Floats from the start of a parameter block to each tensor; q, k, v are one [3D, D] matrix, gate and up one [2F, D]. */
export class ParameterLayout {
  readonly offsets: { name: string; shape: number[]; at: number; size: number }[] = [];
  readonly size: number;

  constructor(readonly shape: ModelShape) {
    const hd = shape.width / shape.heads;
    if (hd % 8 !== 0 || shape.mlpWidth % 4 !== 0 || shape.vocabSize % 4 !== 0) {
      throw new Error(
        `wasm policy: expected a head width divisible by 8 and MLP and vocabulary sizes divisible by 4, got ${hd}, ${shape.mlpWidth}, ${shape.vocabSize}`,
      );
    }
    let at = 0;
    for (const spec of parameterSpecs(shape)) {
      const size = sizeOf(spec.shape);
      this.offsets.push({ name: spec.name, shape: spec.shape, at, size });
      at += size;
    }
    this.size = at;
  }

  pointers(base: number): ParameterPointers {
    const at = new Map(this.offsets.map((o) => [o.name, base + o.at * 4]));
    const get = (name: string): number => at.get(name) as number;
    return {
      base,
      embedding: get("model.embed_tokens.weight"),
      layers: Array.from({ length: this.shape.layers }, (_, l) => ({
        norm1: get(`model.layers.${l}.input_layernorm.weight`),
        qkv: get(`model.layers.${l}.self_attn.q_proj.weight`),
        o: get(`model.layers.${l}.self_attn.o_proj.weight`),
        norm2: get(`model.layers.${l}.post_attention_layernorm.weight`),
        gateUp: get(`model.layers.${l}.mlp.gate_proj.weight`),
        down: get(`model.layers.${l}.mlp.down_proj.weight`),
      })),
      finalNorm: get("model.norm.weight"),
    };
  }

  read(memory: LinearMemory, base: number): Weights {
    const flat = memory.floats(base, this.size);
    return new Map(this.offsets.map((o) => [o.name, { shape: [...o.shape], data: flat.slice(o.at, o.at + o.size) }]));
  }

  /** @throws naming the tensor that is missing or has another shape; nothing is written then */
  write(memory: LinearMemory, base: number, weights: Weights): void {
    for (const o of this.offsets) {
      const got = weights.get(o.name);
      if (!got) throw new Error(`importWeights: expected tensor ${o.name}, got none`);
      if (got.data.length !== o.size || got.shape.join() !== o.shape.join()) {
        throw new Error(`importWeights: ${o.name}: expected shape [${o.shape}], got [${got.shape}]`);
      }
    }
    const flat = memory.floats(base, this.size);
    for (const o of this.offsets) flat.set((weights.get(o.name) as { data: Float32Array }).data, o.at);
  }
}

/** cos and sin of position · θ^(−2i/hd), [positions, hd/2]. */
export class RotaryTable {
  private positions = 0;
  private cosAt = 0;
  private sinAt = 0;

  constructor(
    private readonly memory: LinearMemory,
    private readonly shape: ModelShape,
  ) {}

  /** Fills the table once, for all positions that will ever be asked for. */
  reserve(positions: number): void {
    const half = this.shape.width / this.shape.heads / 2;
    this.cosAt = this.memory.alloc(positions * half);
    this.sinAt = this.memory.alloc(positions * half);
    this.positions = positions;
    const cos = this.memory.floats(this.cosAt, positions * half);
    const sin = this.memory.floats(this.sinAt, positions * half);
    for (let p = 0; p < positions; p++) {
      for (let i = 0; i < half; i++) {
        const angle = p * Math.pow(this.shape.ropeTheta, -i / half);
        cos[p * half + i] = Math.cos(angle);
        sin[p * half + i] = Math.sin(angle);
      }
    }
  }

  /** Rotates q and k of n rows of [q k v] in place; sign −1 rotates back. */
  rotate(n: number, qkv: number, positions: number, longest: number, sign: 1 | -1): void {
    if (longest > this.positions) {
      throw new Error(`wasm policy: expected sequences of at most ${this.positions} tokens, got ${longest}`);
    }
    const { width, heads } = this.shape;
    this.memory.kernels.rope(n, 2 * heads, width / heads, 3 * width, qkv, positions, this.cosAt, this.sinAt, sign);
  }
}
