import type { BackendName } from "./policy.ts";
import { findAdapter } from "./webgpu/findAdapter.ts";

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

/** A module of one function that returns a v128 constant: type, function and code section after the header. */
const SIMD_MODULE = Uint8Array.from(
  `0061736d01000000 0105016000017b 03020100 0a16011400fd0c${"00".repeat(16)}0b`.replaceAll(" ", "").match(/../g) ?? [],
  (byte) => Number.parseInt(byte, 16),
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
      wasm: probe("WebAssembly SIMD", simd ? null : "this browser has no WebAssembly with SIMD"),
      "tfjs-wasm": probe("WebAssembly (TensorFlow.js)", plain ? null : "this browser has no WebAssembly"),
      cpu: probe("plain JavaScript (TensorFlow.js)", null),
    },
    order: webgpu.software ? ["wasm", "webgpu", "tfjs-wasm", "cpu"] : ["webgpu", "wasm", "tfjs-wasm", "cpu"],
  };
}

const probe = (description: string, missing: string | null): BackendProbe =>
  missing === null ? { description, software: false } : { description, software: false, missing };
