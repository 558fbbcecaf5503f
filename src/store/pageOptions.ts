import type { BackendChoice } from "./runState.ts";

const BACKENDS: readonly BackendChoice[] = ["auto", "webgpu", "wasm", "tfjs-wasm", "cpu"];

/**
 * What the address says besides the configuration: `?backend=wasm&checkpoint=base-nano`. For demonstrations and tests; a
 * value that is unknown or could leave the folder of checkpoints is ignored.
 */
export function pageOptions(search: string): { backend: BackendChoice; checkpoint: string } {
  const parameters = new URLSearchParams(search);
  const checkpoint = parameters.get("checkpoint") ?? "";
  return {
    backend: BACKENDS.find((name) => name === parameters.get("backend")) ?? "auto",
    checkpoint: /^[a-z0-9-]+$/.test(checkpoint) ? checkpoint : "base-micro",
  };
}
