import type { EngineOptions } from "./engineOptions.ts";
import type { BackendName, ModelShape, Policy, Weights } from "./policy.ts";
import { type BackendReport, probeBackends } from "./probeBackends.ts";

/**
 * A policy on the backend asked for, or with "auto" on the first that is there and works: a GPU, then our own WASM kernels, then
 * TensorFlow.js on WASM, then plain JavaScript. A software GPU is far slower than our own kernels and is tried after them.
 * What was passed over, and why, stands in `policy.backend.notes`. Each engine is downloaded only when it is tried.
 *
 * @throws Error naming the backend asked for and why it cannot be had, or with "auto" every backend and why
 */
export async function createPolicy(
  choice: BackendName | "auto",
  shape: ModelShape,
  weights: Weights,
  options: EngineOptions = {},
): Promise<Policy> {
  const report = await probeBackends();
  if (choice !== "auto") {
    const { missing } = report.backends[choice] ?? { missing: "there is no backend of that name" };
    if (missing) throw new Error(`createPolicy: expected backend "${choice}", got none: ${missing}`);
    return open(choice, shape, weights, options);
  }
  const notes: string[] = [];
  for (const name of report.order) {
    const { missing } = report.backends[name];
    try {
      if (missing) throw new Error(missing);
      const policy = await openPatiently(name, shape, weights, options);
      policy.backend.notes.push(...notes, ...passedOver(report, name));
      return policy;
    } catch (error) {
      notes.push(`${LABELS[name]} is not used: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  throw new Error(`createPolicy: expected a backend that works, got none. ${notes.join(" ")}`);
}

const LABELS: Record<BackendName, string> = {
  webgpu: "WebGPU",
  wasm: "WebAssembly",
  "tfjs-wasm": "WebAssembly by TensorFlow.js",
  cpu: "Plain JavaScript",
};

function passedOver({ backends }: BackendReport, used: BackendName): string[] {
  const { software, description } = backends.webgpu;
  if (!software || used !== "wasm") return [];
  return [`WebGPU is there, but only as a software adapter (${description}), which is slower than WebAssembly.`];
}

/** A device that is lost while it is opened is asked for once more: the next one may stay. */
async function openPatiently(...order: Parameters<typeof open>): Promise<Policy> {
  try {
    return await open(...order);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("device was lost"))) throw error;
    return open(...order);
  }
}

async function open(name: BackendName, shape: ModelShape, weights: Weights, options: EngineOptions): Promise<Policy> {
  if (name === "wasm") {
    const { createWasmPolicy } = await import("./wasm/wasmPolicy.ts");
    return createWasmPolicy(shape, weights, options);
  }
  if (name === "webgpu") {
    const { createWebgpuPolicy } = await import("./webgpu/createWebgpuPolicy.ts");
    return createWebgpuPolicy(shape, weights);
  }
  const { createTfjsPolicy } = await import("./tfjs/tfjsPolicy.ts");
  return createTfjsPolicy(name, shape, weights);
}
