import * as tf from "@tensorflow/tfjs-core";
import { smokeCheck } from "./smokeCheck.ts";
import { findAdapter } from "./webgpuAdapter.ts";

export type TfjsBackendName = "webgpu" | "tfjs-wasm" | "cpu";

/** A tfjs backend in use. tfjs is one for the whole process, so only one can be open at a time; several policies may share it. */
export interface TfjsBackend {
  readonly name: TfjsBackendName;
  readonly description: string;
  readonly software: boolean;
  /** What went wrong on the device behind our back, if anything: lost, out of memory, invalid. */
  failure(): Error | null;
  close(): void;
}

interface Opened {
  description: string;
  software: boolean;
  failure(): Error | null;
  shut(): void;
}

let current: { name: TfjsBackendName; users: number; opened: Opened } | null = null;

/**
 * Makes a backend the one that tfjs runs on, checks it on known numbers, and counts its users.
 *
 * @throws Error naming the backend when it cannot be had, computes wrongly, or another one is still in use
 */
export async function openBackend(name: TfjsBackendName): Promise<TfjsBackend> {
  const sound = current?.opened.failure() === null;
  if (current && sound && current.name === name) return share(current);
  if (current && sound && current.users > 0) {
    throw new Error(`openBackend: expected "${current.name}" to be disposed first, got a request for "${name}"`);
  }
  current?.opened.shut();
  current = null;
  tf.enableProdMode();
  const opened = await OPENERS[name]();
  try {
    await smokeCheck(name);
  } catch (error) {
    opened.shut();
    throw opened.failure() ?? error;
  }
  current = { name, users: 0, opened };
  return share(current);
}

function share(entry: NonNullable<typeof current>): TfjsBackend {
  const { name, opened } = entry;
  entry.users++;
  let closed = false;
  return {
    name,
    description: opened.description,
    software: opened.software,
    failure: () => opened.failure(),
    close: () => {
      if (closed) return;
      closed = true;
      entry.users--;
      if (entry.users > 0 || current !== entry) return;
      opened.shut();
      current = null;
    },
  };
}

const OPENERS: Record<TfjsBackendName, () => Promise<Opened>> = {
  webgpu: openWebgpu,
  "tfjs-wasm": openWasm,
  cpu: openCpu,
};

/**
 * Values of tfjs's flag for its matmul program. For small results tfjs takes programs with many barriers or little work a thread, which a
 * software adapter runs a hundred times slower than the one with large tiles (measured on SwiftShader).
 */
const LARGE_TILES = 3;
const CHOSEN_BY_TFJS = -1;

/** On a device of our own, so that we hear of its loss and can begin anew on another. */
async function openWebgpu(): Promise<Opened> {
  const found = await findAdapter();
  if (typeof found === "string") throw new Error(`webgpu: expected an adapter, got none: ${found}`);
  const { adapter, description, software } = found;
  const { limits } = adapter;
  const device = await adapter.requestDevice({
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  });
  let failure: Error | null = null;
  const watchLoss = async (): Promise<void> => {
    const { message } = await device.lost;
    failure = new Error(`webgpu: the GPU device was lost: ${message || "no reason given"}`);
  };
  void watchLoss();
  device.addEventListener("uncapturederror", ({ error }) => {
    failure ??= new Error(`webgpu: the GPU reported an error: ${error.message}`);
  });
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  tf.env().set("WEBGPU_MATMUL_PROGRAM_TYPE", software ? LARGE_TILES : CHOSEN_BY_TFJS);
  forgetWebgpu();
  tf.registerBackend("webgpu", () => new WebGPUBackend(device, adapter.info));
  await activate("webgpu", "webgpu");
  const shut = (): void => {
    forgetWebgpu();
    device.destroy();
  };
  return { description, software, failure: () => failure, shut };
}

/** The package registers a backend of its own where it finds a GPU; and there may be one whose device is lost. */
function forgetWebgpu(): void {
  if (tf.findBackendFactory("webgpu")) tf.removeBackend("webgpu");
}

let wasmPathsSet = false;

async function openWasm(): Promise<Opened> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  // A static host cannot switch on what threads need; without them every visitor runs the same code.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (!wasmPathsSet) {
    const { wasmPaths } = await import("./wasmPaths.ts");
    setWasmPaths(wasmPaths());
    wasmPathsSet = true;
  }
  await activate("wasm", "tfjs-wasm");
  return { description: "WebAssembly (TensorFlow.js), 1 thread", software: false, failure: () => null, shut: () => {} };
}

async function openCpu(): Promise<Opened> {
  await import("@tensorflow/tfjs-backend-cpu");
  await activate("cpu", "cpu");
  return { description: "plain JavaScript (TensorFlow.js)", software: false, failure: () => null, shut: () => {} };
}

async function activate(registered: string, name: TfjsBackendName): Promise<void> {
  const ok = await tf.setBackend(registered);
  if (!ok || tf.getBackend() !== registered) {
    throw new Error(
      `${name}: expected TensorFlow.js to switch to its backend "${registered}", got "${tf.getBackend()}"`,
    );
  }
}
