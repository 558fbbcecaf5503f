import { parameterSpecs, sizeOf } from "../model/parameters.ts";
import type { ModelShape, Weights } from "../policy.ts";

/**
 * All parameters laid end to end in storage order.
 *
 * @throws Error naming the tensor that is missing, unknown or of another shape
 */
export function flattenWeights(shape: ModelShape, weights: Weights, where: string): Float32Array {
  const specs = parameterSpecs(shape);
  const known = new Set(specs.map((spec) => spec.name));
  for (const name of weights.keys()) {
    if (!known.has(name)) throw new Error(`${where}: expected the tensors of the model, got an unknown one, ${name}`);
  }
  const flat = new Float32Array(specs.reduce((sum, spec) => sum + sizeOf(spec.shape), 0));
  let at = 0;
  for (const { name, shape: want } of specs) {
    const tensor = weights.get(name);
    if (!tensor) throw new Error(`${where}: expected a tensor ${name} of shape [${want}], got none`);
    const size = sizeOf(want);
    if (String(tensor.shape) !== String(want) || tensor.data.length !== size) {
      throw new Error(
        `${where}: ${name}: expected shape [${want}], got [${tensor.shape}] with ${tensor.data.length} values`,
      );
    }
    flat.set(tensor.data, at);
    at += size;
  }
  return flat;
}

/** The inverse of `flattenWeights`; every tensor gets its own memory. */
export function unflattenWeights(shape: ModelShape, flat: Float32Array): Weights {
  const weights: Weights = new Map();
  let at = 0;
  for (const spec of parameterSpecs(shape)) {
    const end = at + sizeOf(spec.shape);
    weights.set(spec.name, { shape: spec.shape, data: flat.slice(at, end) });
    at = end;
  }
  return weights;
}
