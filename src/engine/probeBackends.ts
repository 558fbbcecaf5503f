import type { BackendName } from "./policy.ts";
import { findAdapter } from "./tfjs/webgpuAdapter.ts";

export interface BackendProbe {
  description: string;
  software: boolean;
  /** Why it cannot be had, in words; absent when it is there. */
  missing?: string;
}

export interface BackendReport {
  backends: Record<BackendName, BackendProbe>;
  /** As "auto" tries them. */
  order: BackendName[];
}

/** The smallest module with a SIMD instruction (i8x16.popcnt), from wasm-feature-detect (Apache-2.0). */
const SIMD_MODULE = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  10,
  1,
  8,
  0,
  65,
  0,
  253,
  15,
  253,
  98,
  11,
);

/** What this browser (or Node) offers, asked without downloading an engine or disturbing one that runs. */
export async function probeBackends(): Promise<BackendReport> {
  const found = await findAdapter();
  const webgpu: BackendProbe =
    typeof found === "string"
      ? { description: "none", software: false, missing: found }
      : { description: found.description, software: found.software };
  const simd = typeof WebAssembly === "object" && WebAssembly.validate(SIMD_MODULE);
  const plain = typeof WebAssembly === "object";
  return {
    backends: {
      webgpu,
      wasm: probe("WebAssembly SIMD, 1 thread", simd ? null : "this browser has no WebAssembly with SIMD"),
      "tfjs-wasm": probe("WebAssembly (TensorFlow.js), 1 thread", plain ? null : "this browser has no WebAssembly"),
      cpu: probe("plain JavaScript (TensorFlow.js)", null),
    },
    order: webgpu.software ? ["wasm", "webgpu", "tfjs-wasm", "cpu"] : ["webgpu", "wasm", "tfjs-wasm", "cpu"],
  };
}

const probe = (description: string, missing: string | null): BackendProbe =>
  missing === null ? { description, software: false } : { description, software: false, missing };
