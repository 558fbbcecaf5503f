/** Where the .wasm files of tfjs's WASM backend are: addresses of our own origin in a bundle, file paths in Node. */
export function wasmPaths(): Record<
  "tfjs-backend-wasm.wasm" | "tfjs-backend-wasm-simd.wasm" | "tfjs-backend-wasm-threaded-simd.wasm",
  string
> {
  const plain = new URL(
    "../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm",
    import.meta.url,
  );
  const simd = new URL(
    "../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
    import.meta.url,
  );
  return {
    "tfjs-backend-wasm.wasm": pathOf(plain),
    "tfjs-backend-wasm-simd.wasm": pathOf(simd),
    // Never loaded, but tfjs insists on an entry.
    "tfjs-backend-wasm-threaded-simd.wasm": pathOf(simd),
  };
}

const pathOf = (url: URL): string => {
  if (url.protocol !== "file:") return url.href;
  const path = decodeURIComponent(url.pathname);
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path; // Windows: /C:/…
};
