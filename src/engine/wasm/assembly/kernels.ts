// SIMD kernels of the CPU engine: AssemblyScript, raw pointers into one linear memory that the host lays out.
// All matrices are float32; strides (…s, ld…) are in floats, pointers in bytes. Nothing here allocates.
export * from "./gemm";
export * from "./pointwise";
export * from "./attention";
export * from "./decodeAttention";
export * from "./head";

/** First free byte after static data. */
export function heapBase(): usize {
  return __heap_base;
}
