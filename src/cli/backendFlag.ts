import type { BackendName } from "../engine/policy.ts";
import type { Arguments, Flag } from "./arguments.ts";

export const BACKEND_FLAG: Flag = {
  name: "backend",
  type: "choice",
  hint: "What computes; auto is our own WebAssembly kernels.",
  default: "auto",
  options: ["auto", "wasm", "webgpu", "tfjs-wasm", "cpu"],
};

/** Without a page there is no GPU to probe for: auto is wasm. */
export function backendChoice(args: Arguments): BackendName {
  const name = args.text("backend");
  return name === "webgpu" || name === "tfjs-wasm" || name === "cpu" ? name : "wasm";
}
