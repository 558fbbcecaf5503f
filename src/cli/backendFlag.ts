import type { BackendName } from "../engine/policy.ts";
import type { Arguments, Flag } from "./arguments.ts";

export const BACKEND_FLAG: Flag = {
  name: "backend",
  type: "choice",
  hint: "What computes; auto is our own WebAssembly kernels.",
  default: "auto",
  options: ["auto", "wasm", "webgpu", "tfjs-wasm", "cpu"],
};

/** Without a page there is no GPU to look for: auto is wasm. */
export const backendChoice = (args: Arguments): BackendName => backendNamed(args.text("backend"));

export const backendNamed = (name: string): BackendName =>
  name === "webgpu" || name === "tfjs-wasm" || name === "cpu" ? name : "wasm";
