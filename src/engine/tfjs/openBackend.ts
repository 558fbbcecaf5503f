import * as tf from "@tensorflow/tfjs-core";
import { smokeCheck } from "./smokeCheck.ts";

export type TfjsBackendName = "tfjs-wasm" | "cpu";

/** A tfjs backend in use. tfjs is one for the whole process, so only one can be open at a time; several policies may share it. */
export interface TfjsBackend {
  readonly name: TfjsBackendName;
  readonly description: string;
  close(): void;
}

let current: { name: TfjsBackendName; users: number; description: string } | null = null;

/**
 * Makes a backend the one that tfjs runs on, checks it on known numbers, and counts its users.
 *
 * @throws Error naming the backend when it cannot be had, computes wrongly, or another one is still in use
 */
export async function openBackend(name: TfjsBackendName): Promise<TfjsBackend> {
  if (current?.name === name) return share(current);
  if (current && current.users > 0) {
    throw new Error(`openBackend: expected "${current.name}" to be disposed first, got a request for "${name}"`);
  }
  current = null;
  tf.enableProdMode();
  const description = await OPENERS[name]();
  await smokeCheck(name);
  current = { name, users: 0, description };
  return share(current);
}

function share(entry: NonNullable<typeof current>): TfjsBackend {
  entry.users++;
  let closed = false;
  return {
    name: entry.name,
    description: entry.description,
    close: () => {
      if (closed) return;
      closed = true;
      entry.users--;
      if (entry.users === 0 && current === entry) current = null;
    },
  };
}

/** Each gives the words for a person. */
const OPENERS: Record<TfjsBackendName, () => Promise<string>> = {
  "tfjs-wasm": openWasm,
  cpu: openCpu,
};

let wasmPathsSet = false;

async function openWasm(): Promise<string> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  // A static host cannot switch on what threads need; without them every visitor runs the same code.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (!wasmPathsSet) {
    const { wasmPaths } = await import("./wasmPaths.ts");
    setWasmPaths(wasmPaths());
    wasmPathsSet = true;
  }
  await activate("wasm", "tfjs-wasm");
  return "WebAssembly (TensorFlow.js), 1 thread";
}

async function openCpu(): Promise<string> {
  await import("@tensorflow/tfjs-backend-cpu");
  await activate("cpu", "cpu");
  return "plain JavaScript (TensorFlow.js)";
}

async function activate(registered: string, name: TfjsBackendName): Promise<void> {
  const ok = await tf.setBackend(registered);
  if (!ok || tf.getBackend() !== registered) {
    throw new Error(
      `${name}: expected TensorFlow.js to switch to its backend "${registered}", got "${tf.getBackend()}"`,
    );
  }
}
