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

/** Byte addresses of cos and sin of position · θ^(−2i/hd), [positions, hd/2]. */
export interface RotaryTable {
  cos: number;
  sin: number;
}

/** Longest sequence the rotary table covers. */
const MOST_POSITIONS = 1024;

/** Fills the table once, for all positions that will ever be asked for. */
export function rotaryTable(memory: LinearMemory, shape: ModelShape): RotaryTable {
  const half = shape.width / shape.heads / 2;
  const table = { cos: memory.alloc(MOST_POSITIONS * half), sin: memory.alloc(MOST_POSITIONS * half) };
  const cos = memory.floats(table.cos, MOST_POSITIONS * half);
  const sin = memory.floats(table.sin, MOST_POSITIONS * half);
  for (let p = 0; p < MOST_POSITIONS; p++) {
    for (let i = 0; i < half; i++) {
      const angle = p * Math.pow(shape.ropeTheta, -i / half);
      cos[p * half + i] = Math.cos(angle);
      sin[p * half + i] = Math.sin(angle);
    }
  }
  return table;
}

/** @throws where a sequence would go past the rotary table */
export function checkLength(longest: number): void {
  if (longest > MOST_POSITIONS) {
    throw new Error(`wasm policy: expected sequences of at most ${MOST_POSITIONS} tokens, got ${longest}`);
  }
}
