import type { BackendInfo } from "../../store/runState.ts";

const BACKEND_NAMES: Readonly<Record<BackendInfo["name"], string>> = {
  webgpu: "WebGPU",
  wasm: "WebAssembly",
  "tfjs-wasm": "WebAssembly, tfjs",
  cpu: "CPU, plain JavaScript",
};

/** What computes, in the few words of the top bar. */
export function chipText({ name, description, software, gate }: BackendInfo): string {
  const detail = name === "webgpu" ? `WebGPU, ${description}` : description || BACKEND_NAMES[name];
  const adapter = software && !/software/i.test(detail) ? `${detail}, software adapter` : detail;
  const repaired = gate?.repaired.length ?? 0;
  return repaired === 0 ? adapter : `${adapter}, ${repaired} ${repaired === 1 ? "kernel" : "kernels"} repaired`;
}

/** The same with the backend's name always in front. */
export const fullText = ({ name, description }: BackendInfo): string =>
  description.startsWith(BACKEND_NAMES[name]) ? description : `${BACKEND_NAMES[name]}: ${description}`;
