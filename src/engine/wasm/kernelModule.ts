/** Which of the four builds of the kernels: see buildKernels.mjs. */
export interface KernelVariant {
  relaxed: boolean;
  shared: boolean;
}

/** A function of one relaxed multiply-add: types, function and code section after the header. */
const RELAXED_MODULE = Uint8Array.from(
  `0061736d01000000 0105016000017b 03020100 0a3d013b00${`fd0c${"00".repeat(16)}`.repeat(3)}fd85020b`
    .replaceAll(" ", "")
    .match(/../g) ?? [],
  (byte) => Number.parseInt(byte, 16),
);

/** Whether this browser (or Node) compiles relaxed SIMD. Node 20 has it behind a flag, which is set here. */
export function hasRelaxedSimd(): boolean {
  if (WebAssembly.validate(RELAXED_MODULE)) return true;
  if (typeof process !== "object" || typeof process.getBuiltinModule !== "function") return false;
  process.getBuiltinModule("node:v8").setFlagsFromString("--experimental-wasm-relaxed-simd");
  return WebAssembly.validate(RELAXED_MODULE);
}

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** Compiles a build once per thread, from this page's own origin (or from disk under Node). */
export function compileKernels({ relaxed, shared }: KernelVariant): Promise<WebAssembly.Module> {
  const url = shared ? sharedUrl(relaxed) : ownUrl(relaxed);
  const found = compiled.get(url.href) ?? compile(url);
  compiled.set(url.href, found);
  found.catch(() => compiled.delete(url.href));
  return found;
}

const ownUrl = (relaxed: boolean): URL =>
  relaxed ? new URL("./build/kernels-relaxed.wasm", import.meta.url) : new URL("./build/kernels.wasm", import.meta.url);

const sharedUrl = (relaxed: boolean): URL =>
  relaxed
    ? new URL("./build/kernels-relaxed-shared.wasm", import.meta.url)
    : new URL("./build/kernels-shared.wasm", import.meta.url);

async function compile(url: URL): Promise<WebAssembly.Module> {
  if (url.protocol === "file:") {
    return WebAssembly.compile(new Uint8Array(process.getBuiltinModule("node:fs").readFileSync(url)));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`wasm kernels: expected ${url.pathname}, got HTTP ${response.status}`);
  return WebAssembly.compile(await response.arrayBuffer());
}
