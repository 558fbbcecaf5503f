import { createPolicy } from "../engine/createPolicy.ts";
import type { BackendName, ModelShape, Policy, Weights } from "../engine/policy.ts";
import { installNodeWebgpu } from "./nodeWebgpu.ts";

/**
 * A policy in Node. WebGPU comes from Dawn and is set up only when it is asked for.
 * @throws Error where the backend cannot be had, saying why
 */
export async function createCliPolicy(backend: BackendName, shape: ModelShape, weights: Weights): Promise<Policy> {
  if (backend === "webgpu") {
    const missing = await installNodeWebgpu();
    if (missing !== null) throw new Error(`--backend webgpu: ${missing}`);
  }
  return createPolicy(backend, shape, weights);
}
