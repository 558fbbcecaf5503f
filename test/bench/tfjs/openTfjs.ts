import * as tf from "@tensorflow/tfjs-core";
import { wasmPaths } from "../../../src/engine/tfjs/wasmPaths.ts";
import { findAdapter } from "../../../src/engine/webgpu/findAdapter.ts";

export interface OpenTfjs {
  readonly name: "webgpu" | "wasm";
  close(): void;
}

/**
 * Value of tfjs's flag for its matmul program. For small results tfjs takes programs with many barriers or little work a thread, which a
 * software adapter runs a hundred times slower than the one with large tiles (measured on SwiftShader).
 */
const LARGE_TILES = 3;

/**
 * Makes a backend of tfjs the one in use. tfjs is one for the whole process: another may be open, none may be used meanwhile.
 *
 * @throws Error when it cannot be had
 */
export async function openTfjs(name: "webgpu" | "wasm"): Promise<OpenTfjs> {
  tf.enableProdMode();
  const device = name === "webgpu" ? await registerWebgpu() : await registerWasm();
  if (!(await tf.setBackend(name)) || tf.getBackend() !== name) {
    throw new Error(`openTfjs: expected backend "${name}", got "${tf.getBackend()}"`);
  }
  const close = (): void => {
    if (!device) return;
    tf.removeBackend(name);
    device.destroy();
  };
  return { name, close };
}

/** On a device of our own: the package would ask for one with the smallest limits. */
async function registerWebgpu(): Promise<GPUDevice> {
  const found = await findAdapter();
  if (typeof found === "string") throw new Error(`openTfjs: expected an adapter, got none: ${found}`);
  const { adapter, software } = found;
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
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  if (software) tf.env().set("WEBGPU_MATMUL_PROGRAM_TYPE", LARGE_TILES);
  if (tf.findBackendFactory("webgpu")) tf.removeBackend("webgpu");
  tf.registerBackend("webgpu", () => new WebGPUBackend(device, adapter.info));
  return device;
}

let pathsSet = false;

/** One thread: TensorFlow.js has no threads in Node. */
async function registerWasm(): Promise<null> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (!pathsSet) setWasmPaths(wasmPaths());
  pathsSet = true;
  return null;
}
