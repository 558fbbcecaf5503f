import { parameterSpecs } from "../../engine/model/parameters.ts";
import type { ModelShape, Weights } from "../../engine/policy.ts";
import { CheckpointError } from "./checkpointError.ts";

/**
 * Do these tensors make a model of this shape? Names, shapes, and every value finite.
 * @throws CheckpointError naming the tensor
 */
export function checkWeights(weights: Weights, shape: ModelShape, where: string): void {
  const specs = parameterSpecs(shape);
  const known = new Set(specs.map((spec) => spec.name));
  for (const name of weights.keys()) {
    if (!known.has(name)) {
      const hint = name === "lm_head.weight" ? "the embeddings are tied: the output layer is not stored" : undefined;
      throw new CheckpointError(
        `${where}: tensors`,
        `the ${known.size} names of a ${shape.layers}-layer model`,
        name,
        hint,
      );
    }
  }
  for (const spec of specs) {
    const at = `${where}: tensor ${spec.name}`;
    const tensor = weights.get(spec.name);
    const expected = `shape [${spec.shape.join(", ")}]`;
    if (tensor === undefined) throw new CheckpointError(at, expected, "no such tensor");
    if (tensor.shape.join() !== spec.shape.join())
      throw new CheckpointError(at, expected, `[${tensor.shape.join(", ")}]`);
    const broken = tensor.data.findIndex((value) => !Number.isFinite(value));
    if (broken >= 0) throw new CheckpointError(at, "finite values", `${tensor.data[broken]} at ${broken}`);
  }
}
