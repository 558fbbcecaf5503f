/** What a caller can hold the engine to; what is left out is the engine's own choice. */
export interface EngineOptions {
  /** "none": no variant of the kernels that not every device has (relaxed SIMD, subgroups, f16). */
  variants?: "auto" | "none";
  /** At most so many threads of the CPU engine compute; without it, as many as the machine has to spare. */
  threads?: number;
}
