import { parameterSpecs, sizeOf } from "../engine/model/parameters.ts";
import type { ModelShape, OptimizerState, Policy, Weights } from "../engine/policy.ts";

/** CPU-side copies that a run can go on from. */
export interface TrainerState {
  weights: Weights;
  reference: Weights;
  optimizer: OptimizerState;
}

/** Of a run that begins: the base model in both slots, no step taken. */
export const freshState = (shape: ModelShape, base: Weights): TrainerState => ({
  weights: base,
  reference: base,
  optimizer: { step: 0, m: zeros(shape), v: zeros(shape) },
});

/** Weights, reference and optimiser of a run into a policy. */
export async function restoreState(policy: Policy, state: TrainerState): Promise<void> {
  await policy.importWeights("policy", state.weights);
  await policy.importWeights("reference", state.reference);
  await policy.importOptimizer(state.optimizer);
}

const zeros = (shape: ModelShape): Weights =>
  new Map(
    parameterSpecs(shape).map((spec) => [spec.name, { shape: spec.shape, data: new Float32Array(sizeOf(spec.shape)) }]),
  );
