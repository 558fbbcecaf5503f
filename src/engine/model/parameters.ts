import type { ModelShape } from "../policy.ts";

export interface ParameterSpec {
  name: string;
  shape: number[];
  /** "norm" weights start at 1; matrices are normal with this standard deviation. */
  init: "ones" | number;
}

/**
 * Every tensor of the model in storage order, under Hugging Face's `LlamaForCausalLM` names and shapes ([out, in]).
 * q, k, v follow each other, and gate, up: a backend that stores the list end to end can multiply them as one matrix.
 * Initialisation as in the prototype: embeddings 0.02, matrices 1/√fan_in, residual outputs divided by √(2L).
 */
export function parameterSpecs(shape: ModelShape): ParameterSpec[] {
  const { vocabSize: V, width: D, mlpWidth: F, layers: L } = shape;
  const residual = 1 / Math.sqrt(2 * L);
  const specs: ParameterSpec[] = [{ name: "model.embed_tokens.weight", shape: [V, D], init: 0.02 }];
  for (let l = 0; l < L; l++) {
    const at = `model.layers.${l}`;
    specs.push(
      { name: `${at}.input_layernorm.weight`, shape: [D], init: "ones" },
      { name: `${at}.self_attn.q_proj.weight`, shape: [D, D], init: 1 / Math.sqrt(D) },
      { name: `${at}.self_attn.k_proj.weight`, shape: [D, D], init: 1 / Math.sqrt(D) },
      { name: `${at}.self_attn.v_proj.weight`, shape: [D, D], init: 1 / Math.sqrt(D) },
      { name: `${at}.self_attn.o_proj.weight`, shape: [D, D], init: residual / Math.sqrt(D) },
      { name: `${at}.post_attention_layernorm.weight`, shape: [D], init: "ones" },
      { name: `${at}.mlp.gate_proj.weight`, shape: [F, D], init: 1 / Math.sqrt(D) },
      { name: `${at}.mlp.up_proj.weight`, shape: [F, D], init: 1 / Math.sqrt(D) },
      { name: `${at}.mlp.down_proj.weight`, shape: [D, F], init: residual / Math.sqrt(F) },
    );
  }
  specs.push({ name: "model.norm.weight", shape: [D], init: "ones" });
  return specs;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export const parameterCount = (shape: ModelShape): number =>
  parameterSpecs(shape).reduce((sum, spec) => sum + sizeOf(spec.shape), 0);
