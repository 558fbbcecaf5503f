import type { OptimizerState, Weights } from "../../engine/policy.ts";
import { CheckpointError } from "./checkpointError.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

/** AdamW's state as one safetensors file: `m.<name>`, `v.<name>`, and the step in the metadata. Always F32, so exact. */
export function encodeOptimizer(state: OptimizerState): Uint8Array<ArrayBuffer> {
  const tensors: Weights = new Map();
  for (const moment of ["m", "v"] as const) {
    for (const [name, tensor] of state[moment]) tensors.set(`${moment}.${name}`, tensor);
  }
  return encodeSafetensors(tensors, { step: String(state.step) }, "F32");
}

/** @throws CheckpointError when the file is broken, or holds anything but moments and a step */
export function decodeOptimizer(bytes: Uint8Array, where: string): OptimizerState {
  const { weights, metadata } = decodeSafetensors(bytes, where);
  const step = Number(metadata["step"]);
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new CheckpointError(
      `${where}: __metadata__.step`,
      "a whole number",
      JSON.stringify(metadata["step"]) ?? "nothing",
    );
  }
  const state: OptimizerState = { step, m: new Map(), v: new Map() };
  for (const [name, tensor] of weights) {
    const moment = name.slice(0, 2);
    if (moment !== "m." && moment !== "v.") throw new CheckpointError(`${where}: tensors`, "names m.… and v.…", name);
    state[moment === "m." ? "m" : "v"].set(name.slice(2), tensor);
  }
  return state;
}
